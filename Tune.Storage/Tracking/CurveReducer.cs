using Tune.Engine.Results;

namespace Tune.Storage.Tracking;

/// <summary>
/// Makes a long curve short: divides the trial's reports into stretches of equal number and keeps the lowest and the
/// highest point of each, and the very last point. Peaks survive, whatever the length.
/// </summary>
/// <remarks>
/// The length of a stretch is a multiple of a power of ten, so that the same answer can be put together from the levels
/// of <see cref="CurveLevel"/> without reading every point.
/// </remarks>
internal sealed class CurveReducer
{
    private readonly int _pointsMax;
    private readonly List<CurvePoint> _kept = [];
    private long _current = -1;
    private PointRange _range;

    public CurveReducer(long reports, int pointsMax)
    {
        _pointsMax = pointsMax;
        var stretches = Math.Max(1, (pointsMax - 1) / 2);
        var length = Math.Max(1, (reports + stretches - 1) / stretches);
        while (Level < CurveLevel.Highest && 4 * Unit * 10 <= length)
        {
            Level++;
        }

        Stretch = (length + Unit - 1) / Unit * Unit;
    }

    /// <summary>How many reports a stretch has.</summary>
    public long Stretch { get; }

    /// <summary>The level whose ranges a stretch is made of; 0 for single points.</summary>
    public int Level { get; private set; }

    private long Unit => CurveLevel.Length(Level);

    /// <summary>Takes the point of the report at a place.</summary>
    public void Add(long report, in CurvePoint point) => Add(report, new PointRange(point, point));

    /// <summary>Takes the lowest and highest of some reports that begin at a place.</summary>
    /// <param name="report">The place of the first of them.</param>
    /// <param name="range">The lowest and the highest.</param>
    public void Add(long report, in PointRange range)
    {
        if (report / Stretch != _current)
        {
            Emit();
            (_current, _range) = (report / Stretch, range);
        }
        else
        {
            _range = _range.With(range);
        }
    }

    /// <summary>The short curve.</summary>
    /// <param name="last">The last point of the whole curve.</param>
    public IReadOnlyList<CurvePoint> Finish(in CurvePoint last)
    {
        const int least = 3;
        Emit();
        if (_pointsMax < least)
        {
            return PointRange.IsSame(_kept[0], last) ? [last] : [_kept[0], last];
        }

        if (!PointRange.IsSame(_kept[^1], last))
        {
            _kept.Add(last);
        }

        return _kept;
    }

    private void Emit()
    {
        if (_current < 0)
        {
            return;
        }

        _kept.Add(_range.First);
        if (!PointRange.IsSame(_range.Low, _range.High))
        {
            _kept.Add(_range.Second);
        }
    }
}
