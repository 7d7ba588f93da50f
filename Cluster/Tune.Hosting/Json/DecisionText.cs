using Tune.Engine.Trials;

namespace Tune.Hosting.Json;

internal static class DecisionText
{
    public static string Word(Decision decision) => decision switch
    {
        Decision.Continue => "continue",
        Decision.Pause => "pause",
        Decision.Stop => "stop",
        Decision.CloneFrom => "clone",
        _ => decision.GetType().Name,
    };

    public static string Why(Decision decision) => decision switch
    {
        Decision.Stop stop => stop.Why,
        Decision.CloneFrom clone => FormattableString.Invariant(
            $"from trial {clone.Donor} at iteration {clone.Checkpoint.Iteration}"),
        _ => "",
    };
}
