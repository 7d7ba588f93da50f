using Tune.Engine.Trials;

namespace Tune.Engine.Results;

/// <summary>Several curves.</summary>
/// <param name="Position">How many events of the journal this is true for.</param>
/// <param name="Curves">A curve for each trial that is there and each metric, in the order that was asked for.</param>
public sealed record CurvePage(long Position, IReadOnlyList<TrialCurve> Curves);

/// <summary>One metric of one trial.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Metric">Which metric.</param>
/// <param name="Points">In journal order.</param>
public sealed record TrialCurve(TrialId Trial, string Metric, IReadOnlyList<CurvePoint> Points);
