namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module with one input.</summary>
        public abstract class Module<T, TResult>
            : HookableModule<Func<Module<T, TResult>, T, T>,
                Func<Module<T, TResult>, T, TResult, TResult>>,
                IModule<T, TResult>
        {
            /// <summary>A module of this name.</summary>
            /// <param name="name">Name of the module, for messages.</param>
            protected Module(string name) : base(name)
            {
            }

            /// <summary>What the module computes, without hooks.</summary>
            public abstract TResult forward(T input);

            /// <summary>Runs <see cref="forward"/> between the hooks.</summary>
            public TResult call(T input) =>
                HasHooks ? CallWithHooks(input) : forward(input);

            private TResult CallWithHooks(T input)
            {
                RunModuleHooks(module_pre_hooks);
                foreach (var hook in pre_hooks.Values)
                {
                    if (hook(this, input) is { } modified) input = modified;
                }
                var result = forward(input);
                foreach (var hook in post_hooks.Values)
                {
                    if (hook(this, input, result) is { } modified) result = modified;
                }
                RunModuleHooks(module_post_hooks);
                return result;
            }
        }
    }
}
