using Tune.Engine.Results;

namespace Tune.Storage.Tracking;

/// <summary>Which reports of a trial belong to a curve.</summary>
internal sealed class CurveSelection
{
    private readonly Dictionary<int, int>? _standsTo;
    private readonly int _from;
    private readonly int _to;

    private CurveSelection(int from, int to, Dictionary<int, int>? standsTo) =>
        (_from, _to, _standsTo) = (from, to, standsTo);

    public static CurveSelection Everything { get; } = new(int.MinValue, int.MaxValue, null);

    /// <summary>Whether nothing is left out.</summary>
    public bool IsEverything => _standsTo is null && _from == int.MinValue && _to == int.MaxValue;

    public static CurveSelection Of(TrialRow row, CurveQuery query)
    {
        Dictionary<int, int>? standsTo = null;
        if (!query.RolledBack && row.Portrait.IsRolledBack())
        {
            var runs = row.Portrait.Attempts;
            standsTo = [];
            foreach (var (run, to) in runs.Zip(row.Portrait.StandsTo()))
            {
                standsTo[run.Attempt.Number] = to;
            }
        }

        return new CurveSelection(query.FromIteration, query.ToIteration, standsTo);
    }

    public bool Takes(in CurvePoint point) =>
        point.Iteration >= _from && point.Iteration <= _to
        && (_standsTo is null || point.Iteration <= _standsTo.GetValueOrDefault(point.Attempt.Number, int.MaxValue));
}
