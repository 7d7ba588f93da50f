using System.Diagnostics;
using System.Security.Cryptography;

namespace Tune.Processes;

/// <summary>
/// A secret in the environment of a process, which all that it starts inherits and by which it is found again: also one
/// that has started a session of its own and whose parents are gone. A process within another's carries both marks, the
/// outer one first.
/// </summary>
/// <param name="Token">32 hexadecimal digits that no other mark has.</param>
internal sealed record ProcessMark(string Token)
{
    /// <summary>The variable with the marks, divided by full stops.</summary>
    public const string Variable = "TUNE_PROCESS_MARK";

    /// <summary>The variable by which a shell that watches is told from what it watches.</summary>
    public const string WatchVariable = "TUNE_PROCESS_WATCH";

    private const int Digits = 32;

    /// <summary>The mark this process was given; null if it was given none.</summary>
    public static ProcessMark? Own { get; } =
        Environment.GetEnvironmentVariable(Variable)?.Split('.')[^1] is { Length: Digits } token ? new(token) : null;

    /// <summary>A mark that nothing carries yet.</summary>
    public static ProcessMark New() => new(RandomNumberGenerator.GetHexString(Digits, lowercase: true));

    /// <summary>Puts it on a process that is about to be started.</summary>
    public void Put(ProcessStartInfo start) =>
        start.Environment[Variable] = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } outer
            ? $"{outer}.{Token}"
            : Token;
}
