using System.Globalization;
using System.Text;
using Tune.Trainables;

namespace Tune.HostProbe;

/// <summary>
/// The training code's own record of what it sent and what was acknowledged: a line per act, a write per line, a file
/// per attempt. Shares nothing with the store.
/// </summary>
internal sealed class Ledger : IDisposable
{
    public const string Variable = "TUNE_PROBE_LEDGER";

    private readonly FileStream? _file;
    private readonly TrialContext _context;

    public Ledger(TrialContext context)
    {
        _context = context;
        if (Folder is { } folder)
        {
            // That the file is there already would mean that an attempt ran twice.
            _file = new FileStream(
                Path.Combine(folder, $"{context.Experiment}-{context.Trial.Number}-{context.Attempt.Number}.txt"),
                FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        }
    }

    /// <summary>Whether whoever watches this program has seen enough.</summary>
    public static bool MayFinish => Folder is not { } folder || File.Exists(Path.Combine(folder, "finish"));

    private static string? Folder => Environment.GetEnvironmentVariable(Variable);

    /// <summary>Reports a value of <c>score</c>, with what came before and after in the record.</summary>
    public async Task ReportAsync(double score, Checkpoint? checkpoint = null)
    {
        var iteration = _context.Iteration + 1;
        Write("send", iteration);
        await _context.ReportAsync(new { score }, checkpoint);
        Write("ack", iteration);
    }

    public void Write(string act, int iteration) => _file?.Write(Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{act} {_context.Trial.Number} {_context.Attempt.Number} {iteration}\n")));

    public void Dispose() => _file?.Dispose();
}
