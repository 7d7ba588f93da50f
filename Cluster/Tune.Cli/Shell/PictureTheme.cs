namespace Tune.Cli.Shell;

internal enum PictureTheme
{
    Light,
    Dark,
}
