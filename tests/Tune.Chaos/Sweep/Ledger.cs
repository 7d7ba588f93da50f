using System.Globalization;
using System.Text;

namespace Tune.Chaos.Sweep;

/// <summary>
/// The trainable's own record of what it sent and what was acknowledged: one line per act, one write per line, one file
/// per attempt, so that no two processes ever write to the same file and a kill loses nothing that was written before
/// it. Shares nothing with the store.
/// </summary>
internal sealed class Ledger : IDisposable
{
    private readonly FileStream _file;

    private Ledger(string path) => _file = new FileStream(
        path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);

    /// <summary>Opens the record of one attempt. That it exists already would mean that an attempt ran twice.</summary>
    public static Ledger Open(int trial, int attempt) => new(Path.Combine(
        Environment.GetEnvironmentVariable(Variable)
            ?? throw new InvalidOperationException($"{Variable} must name the ledger's folder."),
        $"{trial}-{attempt}.txt"));

    public const string Variable = "TUNE_CHAOS_LEDGER";

    public void Write(string act, int trial, int attempt, int iteration, double value, ulong digest) =>
        _file.Write(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{act} {trial} {attempt} {iteration} {value:R} {digest:x16}\n")));

    public void Dispose() => _file.Dispose();
}
