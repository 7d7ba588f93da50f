using Tune.Simulation.Regret;

namespace Tune.Simulation;

internal static class Program
{
    public static int Main(string[] args)
    {
        if (args is not ["regret", .. var rest])
        {
            Console.Error.WriteLine(RegretOptions.Usage);
            return 2;
        }

        try
        {
            return RegretCommand.Run(RegretOptions.Read(rest));
        }
        catch (ArgumentException problem)
        {
            Console.Error.WriteLine($"{problem.Message}\n{RegretOptions.Usage}");
            return 2;
        }
    }
}
