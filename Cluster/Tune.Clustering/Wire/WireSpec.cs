using System.Text;
using System.Text.Json;
using Tune.Engine.Experiments;

namespace Tune.Clustering.Wire;

/// <summary>Whether a spec can be sent, asked before it is.</summary>
internal static class WireSpec
{
    /// <summary>What stands in the way, one sentence each; empty when all is well.</summary>
    /// <param name="spec">What is asked for.</param>
    /// <param name="json">Writes it.</param>
    /// <param name="isAlone">Whether the node has no line to others: then it is never a message, however large.</param>
    public static IEnumerable<string> Problems(ExperimentSpec spec, SpecJson json, bool isAlone)
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
        else if (!isAlone && bytes > WireLimit.MessageBytes)
        {
            yield return WireLimit.Problem("The definition of the experiment", bytes)
                + " Shorten PointsToEvaluate or the lists of choices, or run it on one machine.";
        }
    }
}
