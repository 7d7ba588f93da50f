using System.Text;
using System.Text.Json;
using Tune.Engine.Experiments;

namespace Tune.Clustering.Wire;

/// <summary>Whether a spec can be sent, asked before it is: the same for one node as for many.</summary>
internal static class WireSpec
{
    /// <summary>What stands in the way, one sentence each; empty when all is well.</summary>
    public static IEnumerable<string> Problems(ExperimentSpec spec, SpecJson json)
    {
        string text;
        string? problem = null;
        try
        {
            text = json.Write(spec);
        }
        catch (JsonException e)
        {
            (text, problem) = ("", e.Message);
        }

        var bytes = Encoding.UTF8.GetByteCount(text);
        if (problem is not null)
        {
            yield return problem;
        }
        else if (bytes > WireLimit.MessageBytes)
        {
            yield return WireLimit.Problem("The definition of the experiment", bytes)
                + " Shorten PointsToEvaluate or the lists of choices.";
        }
    }
}
