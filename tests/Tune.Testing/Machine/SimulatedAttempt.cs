using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Testing.Machine;

/// <summary>What the training side knows of one attempt.</summary>
internal sealed class SimulatedAttempt(ExperimentEvent.AttemptStarted started, int milestone)
{
    public TrialId Trial { get; } = started.Trial;

    public Attempt Number { get; } = started.Attempt;

    public IReadOnlyCollection<int> Slots { get; } = [.. started.Where[0].Slots];

    public int Iteration { get; set; } = started.From?.Iteration ?? 0;

    public int Sequence { get; set; }

    public int Milestone { get; set; } = milestone;
}
