namespace Tune.Cli.Shell;

internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;

    /// <summary>128 + SIGINT: what shells expect of a program that was interrupted.</summary>
    public const int Interrupted = 130;
}
