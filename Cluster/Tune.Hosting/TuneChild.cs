using System.Diagnostics.CodeAnalysis;
using Tune.Engine.Ports;
using Tune.Hosting.Running;

namespace Tune.Hosting;

/// <summary>
/// The guard for the first line of <c>Main</c> of a program that runs trials in processes of their own
/// (<see cref="Isolation.Process"/>). Such a process is this program, started again with the same arguments. Without
/// the guard its <c>Main</c> runs until it comes to the training code, opening ports and all; with it nothing else is
/// run. Programs that begin with <c>TuneApp.RunAsync</c> have it.
/// </summary>
/// <example><c>if (await TuneChild.RunIfChildAsync()) return;</c></example>
public static class TuneChild
{
    /// <summary>Whether this process was started to run trials.</summary>
    public static bool IsChild => ChildProcess.IsOne;

    /// <summary>Runs trials, if that is what this process was started for, until no more are wanted.</summary>
    /// <param name="trainables">Training code that has captured what one process cannot tell another, such as a
    /// connection, made here as it is made for the experiment. Everything else is made from its description and need
    /// not be given: methods, lambdas, and what they have captured of numbers, texts, records and lists of these.
    /// What <c>Main</c> puts into static fields behind this line is not there: training code that reads such a field is
    /// refused. Set it before this line, or let the code capture a local variable.</param>
    /// <returns>False in a program that was started by anybody else; true when its work is done and it should
    /// return.</returns>
    /// <exception cref="ArgumentException">A name is given twice.</exception>
    [RequiresUnreferencedCode(Trimming.Why)]
    public static async Task<bool> RunIfChildAsync(params IReadOnlyCollection<TrainableDefinition> trainables)
    {
        if (!ChildProcess.IsOne)
        {
            return false;
        }

        await ChildProcess.RunAsync(trainables);
        return true;
    }
}
