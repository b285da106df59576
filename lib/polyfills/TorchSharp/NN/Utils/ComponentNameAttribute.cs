using System.Reflection;

namespace TorchSharp.Utils
{
    /// <summary>Gives a field of a module another key in the state dictionary than its own name.</summary>
    public class ComponentNameAttribute : Attribute
    {
        /// <summary>The key.</summary>
        public string? Name { get; set; }
    }
}

namespace TorchSharp
{
    /// <summary>What modules need to know of their fields.</summary>
    public static class FieldInfoExtensionMethods
    {
        /// <summary>The key under which a field is registered: that of its <c>ComponentName</c>, or its own
        /// name.</summary>
        /// <param name="field">A field of a module.</param>
        public static string ComponentName(this FieldInfo field) =>
            field.GetCustomAttribute<Utils.ComponentNameAttribute>()?.Name ?? field.Name;
    }
}
