namespace Microsoft.DotNet.Interactive;

/// <summary>A password that no output shows by accident.</summary>
/// <param name="clearTextPassword">The password.</param>
public class PasswordString(string clearTextPassword)
{
    /// <summary>The password.</summary>
    public string GetClearTextPassword() => clearTextPassword;

    /// <summary>As many stars as it has characters.</summary>
    public override string ToString() => new('*', clearTextPassword.Length);
}
