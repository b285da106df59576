namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module that runs hooks before and after <c>forward</c>.</summary>
        /// <typeparam name="TPreHook">Delegate that may replace the inputs.</typeparam>
        /// <typeparam name="TPostHook">Delegate that may replace the result.</typeparam>
        /// <remarks>Hooks fire in <c>call</c>, not in <c>forward</c>, in the order in which they were registered:
        /// pre-hooks that only observe, pre-hooks, <c>forward</c>, post-hooks, post-hooks that only observe.</remarks>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            /// <summary>Hooks that may replace the inputs.</summary>
            protected Dictionary<string, TPreHook> pre_hooks = [];

            /// <summary>Hooks that may replace the result.</summary>
            protected Dictionary<string, TPostHook> post_hooks = [];

            /// <summary>Hooks that observe the module before <c>forward</c>.</summary>
            protected Dictionary<string, Action<Module>> module_pre_hooks = [];

            /// <summary>Hooks that observe the module after <c>forward</c>.</summary>
            protected Dictionary<string, Action<Module>> module_post_hooks = [];

            /// <summary>A module of this name.</summary>
            /// <param name="name">Name of the module, for messages.</param>
            protected HookableModule(string name) : base(name)
            {
            }

            private protected bool HasHooks =>
                (pre_hooks.Count | post_hooks.Count | module_pre_hooks.Count | module_post_hooks.Count) != 0;

            /// <summary>Adds a hook that sees inputs and result and may replace the result.</summary>
            /// <param name="hook">The hook; null from it keeps the result.</param>
            /// <returns>What removes the hook again.</returns>
            public HookRemover register_forward_hook(TPostHook hook) => Register(post_hooks, hook);

            /// <summary>Adds a hook that sees the inputs and may replace them.</summary>
            /// <param name="hook">The hook; null from it keeps the inputs.</param>
            /// <returns>What removes the hook again.</returns>
            public HookRemover register_forward_pre_hook(TPreHook hook) => Register(pre_hooks, hook);

            /// <summary>Adds a hook that runs after <c>forward</c> and sees the module alone.</summary>
            /// <param name="hook">The hook.</param>
            /// <returns>What removes the hook again.</returns>
            public HookRemover register_forward_hook(Action<Module> hook) => Register(module_post_hooks, hook);

            /// <summary>Adds a hook that runs before <c>forward</c> and sees the module alone.</summary>
            /// <param name="hook">The hook.</param>
            /// <returns>What removes the hook again.</returns>
            public HookRemover register_forward_pre_hook(Action<Module> hook) => Register(module_pre_hooks, hook);

            private protected void RunModuleHooks(Dictionary<string, Action<Module>> hooks)
            {
                foreach (var hook in hooks.Values) hook(this);
            }

            private HookRemover Register<THook>(Dictionary<string, THook> hooks, THook hook)
            {
                string key = Guid.NewGuid().ToString();
                hooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            private void Remove(string key)
            {
                pre_hooks.Remove(key);
                post_hooks.Remove(key);
                module_pre_hooks.Remove(key);
                module_post_hooks.Remove(key);
            }

            /// <summary>Removes one hook.</summary>
            /// <param name="module">The module that has the hook.</param>
            /// <param name="key">The key of the hook.</param>
            public class HookRemover(HookableModule<TPreHook, TPostHook> module, string key)
            {
                /// <summary>Removes the hook; once removed, nothing happens.</summary>
                public void remove() => module.Remove(key);
            }
        }
    }
}
