using System.Text;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Trainables;

/// <summary>
/// What training code knows of its trial, and how it reports. Reports are made one after another; the other members may
/// be used from any thread.
/// </summary>
public sealed class TrialContext
{
    private readonly TrialAssignment _assignment;
    private readonly ITrialChannel _channel;
    private readonly CancellationToken _leaving;
    private readonly ArtifactWriter _artifacts;

    internal TrialContext(
        TrialAssignment assignment, ITrialChannel channel, Reporter reporter, CancellationToken leaving)
    {
        _assignment = assignment;
        _channel = channel;
        _leaving = leaving;
        _artifacts = new ArtifactWriter(assignment.Folder, channel);
        Reporter = reporter;
        Restored = assignment.From is { } folder ? new RestoredCheckpoint(folder, assignment.FromIteration) : null;
    }

    /// <summary>The experiment's name.</summary>
    public string Experiment => _assignment.Experiment;

    /// <summary>The trial.</summary>
    public TrialId Trial => _assignment.Trial;

    /// <summary>The attempt: 1 unless the trial was paused, interrupted, cloned or broken before.</summary>
    public Attempt Attempt => _assignment.Attempt;

    /// <summary>The configuration, for code that reads it by name.</summary>
    public Configuration Config => _assignment.Config;

    /// <summary>The metric that the experiment optimises: to be among those reported.</summary>
    public string Metric => _assignment.Metric;

    /// <summary>The trial's own seed: the same in every attempt, different for every trial and every experiment
    /// seed.</summary>
    public ulong Seed => _assignment.Seed;

    /// <summary>A folder for the attempt's own files; empty at the start, deleted afterwards.</summary>
    public string Folder => _assignment.Folder;

    /// <summary>What the attempt has been given of its node. A scheduler that shares slots gives more to an attempt
    /// than <c>Resources</c> of the experiment says, and never less.</summary>
    public Resources Resources => _assignment.Resources;

    /// <summary>How many threads to compute with, 1 or more: as many as <see cref="Resources"/> has cores.</summary>
    public int Threads => _assignment.Threads;

    /// <summary>The graphics cards that are this attempt's own; empty for none.</summary>
    public IReadOnlyList<int> Gpus => _assignment.Gpus;

    /// <summary>The same cards by the names the driver has for them, such as <c>GPU-8f2e…</c>, in the same order; empty
    /// where the node knows their numbers only.</summary>
    public IReadOnlyList<string> Cards => _assignment.Cards;

    /// <summary>The last reported iteration; before the first report that of <see cref="Restored"/>, or 0.</summary>
    public int Iteration => Reporter.Iteration;

    /// <summary>The checkpoint to start from; null to start from nothing.</summary>
    public RestoredCheckpoint? Restored { get; }

    /// <summary>
    /// Whether a checkpoint offered with the next report would be written. Only of use to code that must prepare one
    /// early: an offered <see cref="Checkpoint"/> is written only when due in any case.
    /// </summary>
    public bool IsCheckpointDue => Reporter.IsCheckpointDue;

    /// <summary>
    /// Cancelled when the trial is told to leave, for waits inside an iteration. Code that looks at it may just return;
    /// code that does not is told by its next report.
    /// </summary>
    public CancellationToken Leaving
    {
        get
        {
            HasLookedAtLeaving = true;
            return _leaving;
        }
    }

    internal Reporter Reporter { get; }

    internal bool HasLookedAtLeaving { get; private set; }

    /// <summary>Adds a line to the attempt's log.</summary>
    public void Log(string line) => _channel.Log(line);

    /// <summary>Reports, and waits until the report is durable:
    /// <c>await context.ReportAsync(("loss", 0.3))</c>.</summary>
    /// <param name="metrics">Names and numbers; the next iteration's.</param>
    /// <exception cref="TrialEndedException">The trial is to leave; let it pass through.</exception>
    /// <exception cref="InvalidReportException">A name is not allowed.</exception>
    public Task ReportAsync(params ReadOnlySpan<(string Name, double Value)> metrics) =>
        Send(MetricReader.Read(metrics), null, null, wait: true).AsTask();

    /// <summary>Reports, and waits until the report is durable.</summary>
    /// <param name="metrics">A <see cref="MetricSet"/>, a dictionary of text and number, or an object whose public
    /// properties are numbers, for example <c>new { loss, accuracy }</c>.</param>
    /// <param name="checkpoint">The state at this iteration; written if one is due.</param>
    /// <param name="iteration">Units of training done: above the last one. Default: one more.</param>
    /// <exception cref="TrialEndedException">The trial is to leave; let it pass through.</exception>
    /// <exception cref="InvalidReportException">The metrics are not numbers, or the iteration does not
    /// rise.</exception>
    /// <exception cref="CheckpointException">The checkpoint was due and could not be written.</exception>
    public Task ReportAsync(object metrics, Checkpoint? checkpoint = null, int? iteration = null) =>
        Send(MetricReader.Read(metrics), checkpoint, iteration, wait: true).AsTask();

    /// <summary>
    /// Reports without waiting for the disk: ends as soon as the report is on its way. At the scheduler's milestones it
    /// waits like <see cref="ReportAsync(object, Checkpoint, int?)"/>, so that nothing is trained past a decision.
    /// </summary>
    /// <inheritdoc cref="ReportAsync(ReadOnlySpan{ValueTuple{string, double}})" />
    public ValueTask PostAsync(params ReadOnlySpan<(string Name, double Value)> metrics) =>
        Send(MetricReader.Read(metrics), null, null, wait: false);

    /// <inheritdoc cref="PostAsync(ReadOnlySpan{ValueTuple{string, double}})" path="/summary" />
    /// <inheritdoc cref="ReportAsync(object, Checkpoint, int?)" />
    public ValueTask PostAsync(object metrics, Checkpoint? checkpoint = null, int? iteration = null) =>
        Send(MetricReader.Read(metrics), checkpoint, iteration, wait: false);

    /// <summary><c>PostAsync</c> for code that is not asynchronous: returns as soon as the report is on its way, and
    /// blocks at the scheduler's milestones.</summary>
    /// <inheritdoc cref="ReportAsync(ReadOnlySpan{ValueTuple{string, double}})" />
    public void Post(params ReadOnlySpan<(string Name, double Value)> metrics) =>
        Block(PostAsync(metrics));

    /// <inheritdoc cref="Post(ReadOnlySpan{ValueTuple{string, double}})" path="/summary" />
    /// <inheritdoc cref="ReportAsync(object, Checkpoint, int?)" />
    public void Post(object metrics, Checkpoint? checkpoint = null, int? iteration = null) =>
        Block(PostAsync(metrics, checkpoint, iteration));

    /// <summary>Keeps a file with the trial, to be looked at: a picture, a table, a text. Ends when it is durable; one
    /// of the same path gives way.</summary>
    /// <param name="path">What it is called, such as <c>plots/confusion.png</c>: parts divided by '/', as
    /// <see cref="ArtifactLimits"/> has it. By its end the viewer knows what it is: a picture, a table (CSV, TSV, JSON
    /// lines), a text.</param>
    /// <param name="content">What is in it, from where it stands to its end; at most 256 MiB.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">The path is not allowed.</exception>
    /// <exception cref="StorageException">It is not kept and never will be: it is too large, the trial has 1,000
    /// already, its name is that of a folder of others, or the store keeps none.</exception>
    /// <exception cref="OperationCanceledException">The trial is to leave, and there is no room for it; let it pass
    /// through.</exception>
    public Task SaveArtifactAsync(string path, Stream content, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(content);
        return _artifacts.KeepAsync(path, content, _leaving, cancellation);
    }

    /// <inheritdoc cref="SaveArtifactAsync(string, Stream, CancellationToken)" />
    /// <param name="path">What it is called.</param>
    /// <param name="content">What is in it.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task SaveArtifactAsync(
        string path, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        using var bytes = new MemoryStream(content.ToArray(), writable: false);
        await SaveArtifactAsync(path, bytes, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc cref="SaveArtifactAsync(string, Stream, CancellationToken)" />
    /// <param name="path">What it is called.</param>
    /// <param name="text">What is in it, kept as UTF-8.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task SaveArtifactAsync(string path, string text, CancellationToken cancellation = default) =>
        SaveArtifactAsync(path, Encoding.UTF8.GetBytes(text).AsMemory(), cancellation);

    private static void Block(ValueTask report)
    {
        if (report.IsCompletedSuccessfully)
        {
            report.GetAwaiter().GetResult();
        }
        else
        {
            report.AsTask().GetAwaiter().GetResult();
        }
    }

    private ValueTask Send(MetricSet metrics, Checkpoint? checkpoint, int? iteration, bool wait) =>
        Reporter.ReportAsync(metrics, checkpoint, iteration, wait);
}
