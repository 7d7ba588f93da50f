using Tune.Engine.Runs;
using Tune.Engine.Trials;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Mlflow;

/// <summary>The artifacts of trials under the paths that runs have, <c>SWEEP/RUN/artifacts/...</c>, to be read.
/// </summary>
internal sealed class SweepFiles(Served served, SweepRuns sweeps)
{
    private const int IdLength = 18;
    private const string Artifacts = "artifacts";

    /// <summary>What lies in a folder; null if it is none of a trial's.</summary>
    public async Task<IReadOnlyList<RunArtifact>?> InAsync(string path, CancellationToken cancellation)
    {
        if (await FindAsync(path, cancellation) is not (var sweep, var trial, var rest)
            || served.Store.Artifacts(sweep) is not { } artifacts)
        {
            return null;
        }

        var start = path[..(path.Length - rest.Length)].TrimEnd('/') + "/";
        return
        [
            .. ArtifactForms.In(await artifacts.ListAsync(trial, cancellation), rest)
                .Select(each => new RunArtifact(start + each.Path, each.Digest, each.Bytes, 0)),
        ];
    }

    /// <summary>A file and its bytes; null if it is none of a trial's.</summary>
    public async Task<(RunArtifact File, IAsyncEnumerable<ReadOnlyMemory<byte>> Bytes)?> OpenAsync(
        string path, CancellationToken cancellation)
    {
        if (await FindAsync(path, cancellation) is not (var sweep, var trial, var rest)
            || served.Store.Artifacts(sweep) is not { } artifacts
            || (await artifacts.ListAsync(trial, cancellation)).FirstOrDefault(each => each.Path == rest)
                is not { } found)
        {
            return null;
        }

        return (
            new RunArtifact(path, found.Digest, found.Bytes, 0), artifacts.ReadAsync(trial, found, cancellation));
    }

    private async Task<(string Sweep, TrialId Trial, string Below)?> FindAsync(
        string path, CancellationToken cancellation)
    {
        var parts = path.Split('/', 4);
        return parts.Length >= 3 && parts[0].Length == IdLength && parts[2] == Artifacts
            && await sweeps.TrialAsync(parts[1], cancellation) is (var sweep, var trial)
            && sweeps.IdOf(sweep) == parts[0]
                ? (sweep, new TrialId(trial), parts.Length == 4 ? parts[3] : "")
                : null;
    }
}
