using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Asha;

/// <summary>Several brackets, as people see them.</summary>
internal sealed class DrawnBrackets(AshaOptions options, ulong seed) : IBrackets
{
    private readonly BracketDraw _draw = new(seed, options.Brackets);
    private readonly IReadOnlyList<int> _levels = options.RungLevels();

    public int Of(TrialId trial) => _draw.Of(trial);

    // A bracket that begins at the full budget compares nobody: what is left of it is that budget.
    public IReadOnlyList<int> RungsOf(int bracket) => [.. _levels.Skip(Math.Min(bracket, _levels.Count - 1))];

    public long? SizeOf(int bracket) => null;
}
