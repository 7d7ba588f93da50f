using System.Collections.Immutable;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;

namespace Tune.Schedulers.PbtReplay;

/// <summary>
/// Trains one trial along a schedule of configurations that a population has found: at each step it saves, and goes on
/// from there with the next configuration.
/// </summary>
/// <remarks>Made by <see cref="PbtLineage.Replay"/>, which also gives the trial its first configuration. The trainable
/// must write checkpoints.</remarks>
public sealed record PbtReplayOptions : SchedulerOptions
{
    /// <summary>The full budget of the trial, in iterations, above the last step.</summary>
    public required int MaxIterations { get; init; }

    /// <summary>The changes, in rising order of their iterations; at least one.</summary>
    public required ImmutableArray<PbtStep> Steps
    {
        get;
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context)
    {
        if (context.Trials != 1)
        {
            yield return $"Trials is {context.Trials?.ToString() ?? "absent"}; PbtReplay trains exactly 1 trial.";
        }

        if (context.GivenPoints < 1)
        {
            yield return "PbtReplay needs PointsToEvaluate: the configuration that the schedule begins with.";
        }

        if (Steps.IsEmpty)
        {
            yield return "PbtReplay.Steps is empty; it must have at least one step.";
        }

        for (var i = 0; i < Steps.Length; i++)
        {
            var (at, lowest) = (Steps[i].At, i == 0 ? 1 : Steps[i - 1].At + 1);
            if (at < lowest || at >= MaxIterations)
            {
                yield return $"PbtReplay.Steps[{i}].At is {at}; it must be {lowest} or more and below MaxIterations, "
                    + $"{MaxIterations}.";
            }

            if (!context.Space.Contains(Steps[i].Config, out var why))
            {
                yield return $"PbtReplay.Steps[{i}].Config does not fit the search space. {why}";
            }
        }
    }

    /// <inheritdoc />
    public override int ObjectivesMax() => int.MaxValue;

    /// <inheritdoc />
    public override string? NeedsCheckpoints() => "Scheduler is PbtReplay, which changes trials on their way";

    /// <inheritdoc />
    public override string? RefusesByHand() =>
        "the scheduler is PbtReplay, which trains one trial. Enqueue it in another experiment.";

    /// <inheritdoc />
    public override IScheduler Create(AlgorithmContext context) => new PbtReplayScheduler(this, context.Space);

    /// <summary>Same budget and steps.</summary>
    public bool Equals(PbtReplayOptions? other) =>
        other is not null && MaxIterations == other.MaxIterations
        && Steps.AsSpan().SequenceEqual(other.Steps.AsSpan());

    /// <inheritdoc />
    public override int GetHashCode() => (MaxIterations * 31) + Steps.Length;
}
