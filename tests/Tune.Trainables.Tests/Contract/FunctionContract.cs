using System.Globalization;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Testing.Trials;

namespace Tune.Trainables.Tests.Contract;

[TestFixture]
internal sealed class FunctionContract : TrainableContract
{
    protected override TrainableDefinition Trainable => Trainables.Trainable.Function("function", TrainAsync);

    private static async Task TrainAsync(TrialContext context, Configuration config)
    {
        var loss = context.Restored is { } restored
            ? double.Parse(restored.ReadText("loss.txt"), CultureInfo.InvariantCulture)
            : 1;
        while (context.Iteration < 50)
        {
            loss *= 0.9;
            await context.ReportAsync(
                new { loss }, Checkpoint.FromText("loss.txt", loss.ToString(CultureInfo.InvariantCulture)));
        }
    }
}
