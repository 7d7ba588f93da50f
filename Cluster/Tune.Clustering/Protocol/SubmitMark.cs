using Tune.Engine.Experiments.Acts;

namespace Tune.Clustering.Protocol;

/// <summary>What is written about an experiment in the moment in which it is made: both are in the journal, or
/// neither.</summary>
/// <param name="Act">What.</param>
/// <param name="By">Who submits it. Asked for again under the key, it is made once.</param>
public sealed record SubmitMark(UserAct.Annotate Act, ActedBy By);
