namespace Tune.Cli;

internal enum PictureTheme
{
    Light,
    Dark,
}
