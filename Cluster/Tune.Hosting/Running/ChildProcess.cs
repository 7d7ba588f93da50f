using Tune.Engine.Ports;

namespace Tune.Hosting.Running;

internal static class ChildProcess
{
    public static bool IsOne => false;

    public static Task<int> RunAsync(IEnumerable<TrainableDefinition> definitions) =>
        throw new InvalidOperationException();

    public static Task RunIfForAsync(TrainableDefinition definition) => throw new InvalidOperationException();
}
