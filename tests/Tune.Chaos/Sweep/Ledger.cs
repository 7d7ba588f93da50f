using System.Globalization;
using System.Text;

namespace Tune.Chaos.Sweep;

/// <summary>
/// The trainable's own record of what it sent and what was acknowledged: one line per act, appended with a single write
/// to a file opened for append, so that kills cannot mix or lose lines that were written before them. Shares nothing
/// with the store.
/// </summary>
internal sealed class Ledger : IDisposable
{
    private readonly FileStream _file;

    public Ledger(string path) => _file = new FileStream(
        path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    public static Ledger Open() => new(
        Environment.GetEnvironmentVariable(Variable)
        ?? throw new InvalidOperationException($"{Variable} must name the ledger's file."));

    public const string Variable = "TUNE_CHAOS_LEDGER";

    public void Write(string act, int trial, int attempt, int iteration, double value, ulong digest) =>
        _file.Write(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{act} {trial} {attempt} {iteration} {value:R} {digest:x16}\n")));

    public void Dispose() => _file.Dispose();
}
