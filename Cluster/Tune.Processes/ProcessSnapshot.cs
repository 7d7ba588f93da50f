using System.Text;

namespace Tune.Processes;

/// <summary>The processes of this machine at one moment. What one was started with is read when it is first asked for,
/// and once for all who look.</summary>
internal sealed class ProcessSnapshot
{
    private readonly Dictionary<int, byte[]> _environments = [];

    private ProcessSnapshot(IReadOnlyList<ProcessTable.Entry> entries) => Entries = entries;

    /// <summary>All that are not already dead.</summary>
    public IReadOnlyList<ProcessTable.Entry> Entries { get; }

    public static ProcessSnapshot Take() => new(ProcessTable.Read());

    /// <summary>Whether a process was started with a variable in its environment whose value contains
    /// something.</summary>
    public bool HasVariable(int process, string name, string part)
    {
        var wanted = Encoding.ASCII.GetBytes(name + "=");
        ReadOnlySpan<byte> rest = EnvironmentOf(process);
        while (rest.Length > 0)
        {
            var end = rest.IndexOf((byte)0) is var zero and >= 0 ? zero : rest.Length;
            if (rest[..end].StartsWith(wanted))
            {
                return rest[wanted.Length..end].IndexOf(Encoding.ASCII.GetBytes(part)) >= 0;
            }

            rest = rest[Math.Min(rest.Length, end + 1)..];
        }

        return false;
    }

    private byte[] EnvironmentOf(int process) => _environments.TryGetValue(process, out var known)
        ? known
        : _environments[process] = ProcessTable.EnvironmentOf(process);
}
