namespace TorchSharp.Modules;

/// <summary>Marks modules that have neither parameters nor buffers.</summary>
public interface IParameterLessModule
{
}

internal static class ParameterLess
{
    internal static InvalidOperationException Refuse(string what) =>
        new($"Cannot register {what} on a module that is declared 'parameter-less.'");

    internal static void Check(torch.nn.Module submodule)
    {
        if (submodule is IParameterLessModule) return;
        throw new InvalidOperationException("Submodules of a parameter-less module must also be parameter-less.");
    }
}

/// <summary>A module with one input and neither parameters nor buffers, which makes moving it free.</summary>
public abstract class ParameterLessModule<T1, TResult> : torch.nn.Module<T1, TResult>, IParameterLessModule
{
    /// <summary>A module of this name.</summary>
    /// <param name="name">Name of the module, for messages.</param>
    protected ParameterLessModule(string name) : base(name)
    {
    }

    /// <inheritdoc/>
    protected internal override torch.nn.Module _to(torch.Device device, torch.ScalarType dtype, bool non_blocking) =>
        this;

    /// <inheritdoc/>
    protected internal override torch.nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override torch.nn.Module _to(torch.ScalarType dtype, bool non_blocking) => this;

    /// <summary>Always throws.</summary>
    /// <exception cref="InvalidOperationException">The module is declared parameter-less.</exception>
    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true) =>
        throw ParameterLess.Refuse("a buffer");

    /// <summary>Always throws.</summary>
    /// <exception cref="InvalidOperationException">The module is declared parameter-less.</exception>
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refuse("a parameter");

    /// <summary>Registers a submodule that is parameter-less too.</summary>
    /// <exception cref="InvalidOperationException">The submodule is not declared parameter-less.</exception>
    public override void register_module(string name, torch.nn.Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

/// <summary>A module with two inputs and neither parameters nor buffers, which makes moving it free.</summary>
public abstract class ParameterLessModule<T1, T2, TResult> : torch.nn.Module<T1, T2, TResult>, IParameterLessModule
{
    /// <summary>A module of this name.</summary>
    /// <param name="name">Name of the module, for messages.</param>
    protected ParameterLessModule(string name) : base(name)
    {
    }

    /// <inheritdoc/>
    protected internal override torch.nn.Module _to(torch.Device device, torch.ScalarType dtype, bool non_blocking) =>
        this;

    /// <inheritdoc/>
    protected internal override torch.nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override torch.nn.Module _to(torch.ScalarType dtype, bool non_blocking) => this;

    /// <summary>Always throws.</summary>
    /// <exception cref="InvalidOperationException">The module is declared parameter-less.</exception>
    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true) =>
        throw ParameterLess.Refuse("a buffer");

    /// <summary>Always throws.</summary>
    /// <exception cref="InvalidOperationException">The module is declared parameter-less.</exception>
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refuse("a parameter");

    /// <summary>Registers a submodule that is parameter-less too.</summary>
    /// <exception cref="InvalidOperationException">The submodule is not declared parameter-less.</exception>
    public override void register_module(string name, torch.nn.Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

/// <summary>A module with three inputs and neither parameters nor buffers, which makes moving it free.</summary>
public abstract class ParameterLessModule<T1, T2, T3, TResult> : torch.nn.Module<T1, T2, T3, TResult>,
    IParameterLessModule
{
    /// <summary>A module of this name.</summary>
    /// <param name="name">Name of the module, for messages.</param>
    protected ParameterLessModule(string name) : base(name)
    {
    }

    /// <inheritdoc/>
    protected internal override torch.nn.Module _to(torch.Device device, torch.ScalarType dtype, bool non_blocking) =>
        this;

    /// <inheritdoc/>
    protected internal override torch.nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override torch.nn.Module _to(torch.ScalarType dtype, bool non_blocking) => this;

    /// <summary>Always throws.</summary>
    /// <exception cref="InvalidOperationException">The module is declared parameter-less.</exception>
    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true) =>
        throw ParameterLess.Refuse("a buffer");

    /// <summary>Always throws.</summary>
    /// <exception cref="InvalidOperationException">The module is declared parameter-less.</exception>
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refuse("a parameter");

    /// <summary>Registers a submodule that is parameter-less too.</summary>
    /// <exception cref="InvalidOperationException">The submodule is not declared parameter-less.</exception>
    public override void register_module(string name, torch.nn.Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

/// <summary>A module with four inputs and neither parameters nor buffers, which makes moving it free.</summary>
public abstract class ParameterLessModule<T1, T2, T3, T4, TResult> : torch.nn.Module<T1, T2, T3, T4, TResult>,
    IParameterLessModule
{
    /// <summary>A module of this name.</summary>
    /// <param name="name">Name of the module, for messages.</param>
    protected ParameterLessModule(string name) : base(name)
    {
    }

    /// <inheritdoc/>
    protected internal override torch.nn.Module _to(torch.Device device, torch.ScalarType dtype, bool non_blocking) =>
        this;

    /// <inheritdoc/>
    protected internal override torch.nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override torch.nn.Module _to(torch.ScalarType dtype, bool non_blocking) => this;

    /// <summary>Always throws.</summary>
    /// <exception cref="InvalidOperationException">The module is declared parameter-less.</exception>
    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true) =>
        throw ParameterLess.Refuse("a buffer");

    /// <summary>Always throws.</summary>
    /// <exception cref="InvalidOperationException">The module is declared parameter-less.</exception>
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refuse("a parameter");

    /// <summary>Registers a submodule that is parameter-less too.</summary>
    /// <exception cref="InvalidOperationException">The submodule is not declared parameter-less.</exception>
    public override void register_module(string name, torch.nn.Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

/// <summary>A module with five inputs and neither parameters nor buffers, which makes moving it free.</summary>
public abstract class ParameterLessModule<T1, T2, T3, T4, T5, TResult> : torch.nn.Module<T1, T2, T3, T4, T5,
    TResult>, IParameterLessModule
{
    /// <summary>A module of this name.</summary>
    /// <param name="name">Name of the module, for messages.</param>
    protected ParameterLessModule(string name) : base(name)
    {
    }

    /// <inheritdoc/>
    protected internal override torch.nn.Module _to(torch.Device device, torch.ScalarType dtype, bool non_blocking) =>
        this;

    /// <inheritdoc/>
    protected internal override torch.nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override torch.nn.Module _to(torch.ScalarType dtype, bool non_blocking) => this;

    /// <summary>Always throws.</summary>
    /// <exception cref="InvalidOperationException">The module is declared parameter-less.</exception>
    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true) =>
        throw ParameterLess.Refuse("a buffer");

    /// <summary>Always throws.</summary>
    /// <exception cref="InvalidOperationException">The module is declared parameter-less.</exception>
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refuse("a parameter");

    /// <summary>Registers a submodule that is parameter-less too.</summary>
    /// <exception cref="InvalidOperationException">The submodule is not declared parameter-less.</exception>
    public override void register_module(string name, torch.nn.Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

/// <summary>A module with six inputs and neither parameters nor buffers, which makes moving it free.</summary>
public abstract class ParameterLessModule<T1, T2, T3, T4, T5, T6, TResult> : torch.nn.Module<T1, T2, T3, T4, T5, T6,
    TResult>, IParameterLessModule
{
    /// <summary>A module of this name.</summary>
    /// <param name="name">Name of the module, for messages.</param>
    protected ParameterLessModule(string name) : base(name)
    {
    }

    /// <inheritdoc/>
    protected internal override torch.nn.Module _to(torch.Device device, torch.ScalarType dtype, bool non_blocking) =>
        this;

    /// <inheritdoc/>
    protected internal override torch.nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override torch.nn.Module _to(torch.ScalarType dtype, bool non_blocking) => this;

    /// <summary>Always throws.</summary>
    /// <exception cref="InvalidOperationException">The module is declared parameter-less.</exception>
    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true) =>
        throw ParameterLess.Refuse("a buffer");

    /// <summary>Always throws.</summary>
    /// <exception cref="InvalidOperationException">The module is declared parameter-less.</exception>
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refuse("a parameter");

    /// <summary>Registers a submodule that is parameter-less too.</summary>
    /// <exception cref="InvalidOperationException">The submodule is not declared parameter-less.</exception>
    public override void register_module(string name, torch.nn.Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}
