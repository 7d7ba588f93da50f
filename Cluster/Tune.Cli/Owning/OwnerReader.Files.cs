using System.Runtime.CompilerServices;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Stores;

namespace Tune.Cli.Owning;

// What nobody is asked for.
internal sealed partial class OwnerReader
{
    public async ValueTask<IReadOnlyList<ExperimentSummary>> ExperimentsAsync(
        Listed listed, CancellationToken cancellation = default) =>
        await (await FilesAsync(cancellation)).Tracking.ExperimentsAsync(listed, cancellation);

    public async ValueTask<ExperimentPage> GlancesAsync(
        ExperimentQuery query, CancellationToken cancellation = default) =>
        await (await FilesAsync(cancellation)).Tracking.GlancesAsync(query, cancellation);

    public async ValueTask<ExperimentGlance?> GlanceAsync(
        string experiment, CancellationToken cancellation = default) =>
        await (await FilesAsync(cancellation)).Tracking.GlanceAsync(experiment, cancellation);

    public async ValueTask<AttemptPage> AttemptsAsync(
        string experiment, int skip, int take, CancellationToken cancellation = default) =>
        await (await FilesAsync(cancellation)).Tracking.AttemptsAsync(experiment, skip, take, cancellation);

    public async IAsyncEnumerable<ExperimentEvent> ReadJournalAsync(
        string experiment, long from = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var fact in (await FilesAsync(cancellation)).ReadJournalAsync(experiment, from, cancellation))
        {
            yield return fact;
        }
    }

    public async IAsyncEnumerable<EventBatch> EventsAsync(
        string experiment, long from = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var batch in (await FilesAsync(cancellation)).EventsAsync(experiment, from, cancellation))
        {
            yield return batch;
        }
    }

    public async ValueTask<JournalCheck> CheckJournalAsync(
        string experiment, CancellationToken cancellation = default) =>
        await (await FilesAsync(cancellation)).CheckJournalAsync(experiment, cancellation);

    public ICheckpointReader Checkpoints(string experiment) => throw new NotSupportedException(
        "Checkpoints are opened in the store itself.");
}
