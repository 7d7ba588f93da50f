namespace Tune.Engine.Runs;

/// <summary>What was asked of runs or models cannot be done; the message says why and what is allowed.</summary>
public sealed class RunException : Exception
{
    /// <summary>Makes it.</summary>
    public RunException(RunFault fault, string message)
        : base(message) => Fault = fault;

    /// <summary>Of which sort it is.</summary>
    public RunFault Fault { get; }

    internal static RunException Invalid(string message) => new(RunFault.Invalid, message);

    internal static RunException Missing(string message) => new(RunFault.Missing, message);

    internal static RunException Exists(string message) => new(RunFault.Exists, message);
}

/// <summary>Why something cannot be done with runs or models.</summary>
public enum RunFault
{
    /// <summary>What was given is not allowed, or not now.</summary>
    Invalid,

    /// <summary>There is no such thing.</summary>
    Missing,

    /// <summary>There is one of that name already.</summary>
    Exists,
}
