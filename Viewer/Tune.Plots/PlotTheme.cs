using ScottPlot;

namespace Tune.Plots;

/// <summary>
/// The colours and sizes of a figure. The hues are those of Okabe and Ito (Color Universal Design, 2008), which stay
/// apart for the common kinds of colour blindness; the ramp is even in lightness.
/// </summary>
public sealed record PlotTheme
{
    /// <summary>Dark marks on white, the default: for reports, issues and print.</summary>
    public static PlotTheme Light { get; } = new();

    /// <summary>Light marks on near-black.</summary>
    public static PlotTheme Dark { get; } = new()
    {
        IsDark = true,
        Background = Color.FromHex("#16191d"),
        Text = Color.FromHex("#e8eaed"),
        MutedText = Color.FromHex("#a4abb3"),
        Axis = Color.FromHex("#5b636c"),
        Grid = Color.FromHex("#2a2f36"),
        Series = Color.FromHex("#56b4e9"),
        Pale = Color.FromHex("#274a63"),
        Faint = Color.FromHex("#7b8794"),
        Best = Color.FromHex("#ff8f3f"),
        Good = Color.FromHex("#2bc49a"),
    };

    /// <summary>Whether the background is dark.</summary>
    public bool IsDark { get; init; }

    /// <summary>Behind everything.</summary>
    public Color Background { get; init; } = Colors.White;

    /// <summary>Titles, axis names and numbers that matter.</summary>
    public Color Text { get; init; } = Color.FromHex("#1d2126");

    /// <summary>Subtitles and tick labels.</summary>
    public Color MutedText { get; init; } = Color.FromHex("#59626c");

    /// <summary>Axis lines and ticks.</summary>
    public Color Axis { get; init; } = Color.FromHex("#9aa3ad");

    /// <summary>Grid lines.</summary>
    public Color Grid { get; init; } = Color.FromHex("#e9ecef");

    /// <summary>Ordinary marks.</summary>
    public Color Series { get; init; } = Color.FromHex("#0072b2");

    /// <summary>Areas behind ordinary marks.</summary>
    public Color Pale { get; init; } = Color.FromHex("#b3d4e8");

    /// <summary>Marks that give the background of others.</summary>
    public Color Faint { get; init; } = Color.FromHex("#8795a3");

    /// <summary>The best trial and the best value so far.</summary>
    public Color Best { get; init; } = Color.FromHex("#d55e00");

    /// <summary>Trials that ran to their end, and those that went on.</summary>
    public Color Good { get; init; } = Color.FromHex("#009e73");

    /// <summary>Trials a scheduler stopped early.</summary>
    public Color Stopped { get; init; } = Color.FromHex("#56b4e9");

    /// <summary>Paused trials.</summary>
    public Color Paused { get; init; } = Color.FromHex("#e69f00");

    /// <summary>Failed trials.</summary>
    public Color Failed { get; init; } = Color.FromHex("#cc3f5f");

    /// <summary>Trials that are running.</summary>
    public Color Running { get; init; } = Color.FromHex("#b565a7");

    /// <summary>Attempts that ended because the trial went on as another's clone.</summary>
    public Color Cloned { get; init; } = Color.FromHex("#f0e442");

    /// <summary>Trials that were lost, interrupted or still waiting.</summary>
    public Color Lost { get; init; } = Color.FromHex("#9aa3ad");

    /// <summary>Size of the title, in pixels at scale 1.</summary>
    public float TitleSize { get; init; } = 19;

    /// <summary>Size of axis names and of the legend, in pixels at scale 1.</summary>
    public float LabelSize { get; init; } = 13;

    /// <summary>Size of tick labels, in pixels at scale 1.</summary>
    public float TickSize { get; init; } = 12;

    /// <summary>The colour at a place in [0, 1] of the ramp from worst or first to best or last.</summary>
    internal Color Ramp(double place)
    {
        var at = double.IsNaN(place) ? 0 : Math.Clamp(place, 0, 1);
        return RampColours.GetColor(IsDark ? 0.25 + (0.75 * at) : 0.92 - (0.92 * at));
    }

    private static readonly ScottPlot.Colormaps.Viridis RampColours = new();
}
