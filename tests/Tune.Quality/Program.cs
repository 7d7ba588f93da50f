using Tune.Quality.Fronts;
using Tune.Quality.Regret;

namespace Tune.Quality;

internal static class Program
{
    public static int Main(string[] args)
    {
        try
        {
            return args switch
            {
                ["regret", .. var rest] => RegretCommand.Run(RegretOptions.Read(rest)),
                ["fronts", .. var rest] => FrontCommand.Run(RegretOptions.OfFronts(rest)),
                _ => throw new ArgumentException("Name what to measure."),
            };
        }
        catch (ArgumentException problem)
        {
            Console.Error.WriteLine($"{problem.Message}\n{RegretOptions.Usage}");
            return 2;
        }
    }
}
