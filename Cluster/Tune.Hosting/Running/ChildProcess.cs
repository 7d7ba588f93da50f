using Tune.Clustering.Children;
using Tune.Engine.Ports;

namespace Tune.Hosting.Running;

/// <summary>This very program, started again by a node to run trials.</summary>
internal static class ChildProcess
{
    public static bool IsOne => ChildRunner.IsChild;

    /// <summary>Runs trials until the node wants no more.</summary>
    public static Task<int> RunAsync(IEnumerable<TrainableDefinition> definitions) =>
        ChildRunner.RunAsync([.. definitions]);

    /// <summary>Runs trials and ends the process, if this is the training code it was started for. A program without
    /// a command line of its own comes by here for each experiment it fits.</summary>
    public static async Task RunIfForAsync(TrainableDefinition definition)
    {
        if (ChildRunner.IsFor(definition))
        {
            Environment.Exit(await ChildRunner.RunAsync([definition]));
        }
    }
}
