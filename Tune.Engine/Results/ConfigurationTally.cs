using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Results;

/// <summary>Puts trials with equal configurations together, repeats by intention as well as by chance.</summary>
public sealed class ConfigurationTally(Objective objective)
{
    private readonly Dictionary<Configuration, Entry> _entries = [];
    private readonly List<Entry> _inOrder = [];

    /// <summary>Takes a trial in; trials come in the order of their numbers.</summary>
    /// <param name="trial">Which trial.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="score">The value that stands for it; <see cref="Score.Worst"/> if it has none.</param>
    public void Add(TrialId trial, Configuration config, Score score)
    {
        if (!_entries.TryGetValue(config, out var entry))
        {
            _inOrder.Add(entry = _entries[config] = new Entry(config));
        }

        entry.Trials.Add(trial);
        if (!score.IsWorst)
        {
            entry.Take(objective.ValueOf(score));
        }
    }

    /// <summary>The configurations, in the order of their first trials.</summary>
    public IReadOnlyList<ConfigurationSummary> Summaries() =>
        [.. _inOrder.Select(entry => entry.Summary(objective.Mode))];

    /// <summary>A running mean and squares about it (Welford): plain sums of squares would lose digits.</summary>
    private sealed class Entry(Configuration config)
    {
        private int _count;
        private double _mean;
        private double _squares;
        private double _lowest = double.PositiveInfinity;
        private double _highest = double.NegativeInfinity;

        public List<TrialId> Trials { get; } = [];

        public void Take(double value)
        {
            _count++;
            var step = value - _mean;
            _mean += step / _count;
            _squares += step * (value - _mean);
            (_lowest, _highest) = (Math.Min(_lowest, value), Math.Max(_highest, value));
        }

        public ConfigurationSummary Summary(Mode mode)
        {
            var mean = _count > 0 ? _mean : double.NaN;
            return new ConfigurationSummary
            {
                Config = config,
                Trials = [.. Trials],
                Measured = _count,
                Mean = mean,
                Spread = _count > 1 ? Math.Sqrt(_squares / (_count - 1)) : double.NaN,
                Lowest = _count > 0 ? _lowest : double.NaN,
                Highest = _count > 0 ? _highest : double.NaN,
                Score = Score.Of(mean, mode),
            };
        }
    }
}
