using Tune.Engine.Trials;

namespace Tune.Schedulers.HyperBand;

/// <summary>
/// The brackets of one pass of the paper's outer loop, most trials first, and which trial belongs to which: a function
/// of the trial's number and of nothing else, so that no retry and no restart moves a trial.
/// </summary>
internal sealed class Band
{
    private readonly BracketPlan[] _brackets;
    private readonly long _size;

    public Band(HyperBandOptions options)
    {
        var levels = new List<int>();
        for (var level = options.MaxIterations; level >= options.GracePeriod; level /= options.ReductionFactor)
        {
            levels.Add(level);
        }

        levels.Reverse();
        Levels = levels;
        _brackets = [.. Enumerable.Range(0, levels.Count).Select(skipped => Plan(options, levels, skipped))];
        _size = _brackets.Sum(bracket => bracket.Size);
    }

    /// <summary>R / eta^k for every k that leaves at least the grace period, rounded down; lowest first.</summary>
    public IReadOnlyList<int> Levels { get; }

    /// <summary>The brackets in the order in which they are filled.</summary>
    public IReadOnlyList<BracketPlan> Brackets => _brackets;

    /// <summary>The number of a trial's bracket, counted from 0 over all bands.</summary>
    public int BracketOf(TrialId trial)
    {
        var (band, place) = Math.DivRem(trial.Number, _size);
        var bracket = 0;
        while (place >= _brackets[bracket].Size)
        {
            place -= _brackets[bracket++].Size;
        }

        return checked((int)(band * _brackets.Length) + bracket);
    }

    /// <summary>The plan of the bracket with a number.</summary>
    public BracketPlan PlanOf(int bracket) => _brackets[bracket % _brackets.Length];

    // n = ceil((s_max + 1) x eta^s / (s + 1)), s = the rungs that are left.
    private static BracketPlan Plan(HyperBandOptions options, List<int> levels, int skipped)
    {
        var s = levels.Count - 1 - skipped;
        var power = 1L;
        for (var i = 0; i < s; i++)
        {
            power *= options.ReductionFactor;
        }

        var size = ((levels.Count * power) + s) / (s + 1);
        return new BracketPlan(size, [.. levels.Skip(skipped).SkipLast(1)], options.ReductionFactor);
    }
}
