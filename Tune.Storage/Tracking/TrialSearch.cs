using Tune.Engine.Metrics;
using Tune.Engine.Portraits;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Storage.Tracking;

/// <summary>Answers questions for trials by looking at each, and remembers of those that match only what they are
/// ordered by: the trials of the page are read again.</summary>
internal static class TrialSearch
{
    /// <summary>A page of trials.</summary>
    /// <param name="experiment">Theirs.</param>
    /// <param name="rows">Reads rows by number, from the first on so many.</param>
    /// <param name="query">What is wanted; it has been checked.</param>
    public static TrialPage Find(
        ExperimentPortrait experiment, Func<int, int, IEnumerable<TrialRow>> rows, TrialQuery query)
    {
        if (query.IsPlain && (experiment.DeletedTrials.Count == 0 || query.Lists(isDeleted: true)))
        {
            return new TrialPage(
                experiment.Position, experiment.Proposed,
                [.. rows(query.Skip, query.Take).Select(row => row.Portrait.ToSummary())]);
        }

        var matches = new List<Match>();
        foreach (var row in Candidates(experiment, rows, query))
        {
            if (Matches(row.Portrait, query, experiment.Spec?.Objective))
            {
                matches.Add(MatchOf(row.Portrait, query.Order, experiment.Spec?.Objective));
            }
        }

        matches.Sort(query.Descending ? Descending : Ascending);
        return new TrialPage(
            experiment.Position, matches.Count,
            [
                .. matches.Skip(query.Skip).Take(query.Take)
                    .SelectMany(match => rows(match.Trial, 1)).Select(row => row.Portrait.ToSummary()),
            ]);
    }

    private static IEnumerable<TrialRow> Candidates(
        ExperimentPortrait experiment, Func<int, int, IEnumerable<TrialRow>> rows, TrialQuery query) =>
        query.Trials.IsEmpty
            ? rows(0, experiment.Proposed)
            : query.Trials.Distinct().Where(trial => trial.Number >= 0 && trial.Number < experiment.Proposed)
                .SelectMany(trial => rows(trial.Number, 1));

    private static bool Matches(TrialPortrait trial, TrialQuery query, Objective? objective)
    {
        if (!query.Lists(trial.Deleted is not null))
        {
            return false;
        }

        if (!query.Statuses.IsEmpty && !query.Statuses.Contains(trial.Status))
        {
            return false;
        }

        foreach (var bounds in query.Metrics)
        {
            if (!(trial.Line.Metrics.TryGet(bounds.Metric, out var value)
                && value >= bounds.Least && value <= bounds.Most))
            {
                return false;
            }
        }

        foreach (var match in query.Parameters)
        {
            if (!trial.Config.TryGet(match.Parameter, out var value) || !Matches(value, match))
            {
                return false;
            }
        }

        return query.Where is not { } filter || filter.Matches(new TrialFields(trial.ToSummary(), objective));
    }

    private static bool Matches(ParameterValue value, ParameterMatch match) =>
        (match.Values.IsEmpty || match.Values.Contains(value))
        && ((match.Least is null && match.Most is null)
            || (value.IsNumber && !(value.AsReal() < match.Least) && !(value.AsReal() > match.Most)));

    private static Match MatchOf(TrialPortrait trial, TrialOrder order, Objective? objective)
    {
        var number = trial.Trial.Number;
        return order.Kind switch
        {
            // The longest trained first where that counts, whichever way is up.
            TrialOrderKind.Best => trial.Line.Best is { } best && objective is not null
                ? Match.Of(number, objective.ValueOf(best.Score)) with
                {
                    Length = objective.RankOf(best.Iteration, best.Score).Length,
                }
                : Match.Of(number, double.NaN),
            TrialOrderKind.Metric => Match.Of(
                number, trial.Line.Metrics.TryGet(order.Name, out var value) ? value : double.NaN),
            TrialOrderKind.Parameter => trial.Config.TryGet(order.Name, out var value)
                ? Match.Of(number, value) : Match.Of(number, double.NaN),
            TrialOrderKind.Iteration => Match.Of(number, trial.Line.Reach),
            TrialOrderKind.Duration => Match.Of(number, trial.Used.TotalSeconds),
            _ => Match.Of(number, number),
        };
    }

    private static int Ascending(Match left, Match right) => Compare(left, right, 1);

    private static int Descending(Match left, Match right) => Compare(left, right, -1);

    private static int Compare(in Match left, in Match right, int sign)
    {
        if (left.HasValue != right.HasValue)
        {
            return left.HasValue ? -1 : 1;
        }

        if (left.Length != right.Length)
        {
            return right.Length.CompareTo(left.Length);
        }

        var order = left.HasValue
            ? left.Kind != right.Kind ? left.Kind.CompareTo(right.Kind)
                : left.Text is not null ? string.CompareOrdinal(left.Text, right.Text)
                : left.Value.CompareTo(right.Value)
            : 0;
        return order != 0 ? sign * order : left.Trial.CompareTo(right.Trial);
    }

    private readonly record struct Match(int Trial, bool HasValue, int Kind, double Value, string? Text)
    {
        private const int Number = 0;
        private const int Switch = 1;
        private const int Word = 2;

        public int Length { get; init; }

        public static Match Of(int trial, double value) => new(trial, !double.IsNaN(value), Number, value, null);

        public static Match Of(int trial, ParameterValue value) => value.Kind switch
        {
            ValueKind.Text => new(trial, true, Word, 0, value.AsText()),
            ValueKind.Null => Of(trial, double.NaN),
            ValueKind.Boolean => new(trial, true, Switch, value.AsBoolean() ? 1 : 0, null),
            _ => Of(trial, value.AsReal()),
        };
    }
}
