using System.Collections.Immutable;
using Tune.Engine.Analysis;

namespace Tune.Server.Insight;

/// <summary>A forest over the parameters that vary.</summary>
/// <param name="Report">What it says; null where there is nothing to learn from.</param>
/// <param name="Parameters">The names of the parameters.</param>
/// <param name="Position">How many events it knows.</param>
internal sealed record Learnt(InteractionReport? Report, ImmutableHashSet<string> Parameters, long Position);
