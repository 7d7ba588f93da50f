using Tune.Engine.Trials;

namespace Tune.Testing.Machine;

/// <summary>A report that algorithms were asked about, and the answer.</summary>
/// <param name="Trial">Who reported.</param>
/// <param name="Iteration">Where it was.</param>
/// <param name="Decision">What was decided.</param>
/// <param name="InputsHash">The hash of everything that went into the decision.</param>
public sealed record JudgedReport(TrialId Trial, int Iteration, Decision Decision, ulong InputsHash);
