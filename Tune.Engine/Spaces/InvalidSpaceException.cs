namespace Tune.Engine.Spaces;

/// <summary>A search space was refused, or no configuration of it can be found. The message says what is
/// allowed.</summary>
public sealed class InvalidSpaceException : ArgumentException
{
    /// <summary>Without a reason.</summary>
    public InvalidSpaceException() : this("The search space is not valid.")
    {
    }

    /// <summary>With the whole sentence.</summary>
    public InvalidSpaceException(string message) : base(message)
    {
    }

    /// <summary>With the whole sentence and its cause.</summary>
    public InvalidSpaceException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal InvalidSpaceException(string parameter, string problem)
        : base($"The parameter '{parameter}' {problem}.") => Parameter = parameter;

    /// <summary>The parameter that is wrong, when it is one.</summary>
    public string? Parameter { get; }
}
