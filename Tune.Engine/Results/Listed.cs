namespace Tune.Engine.Results;

/// <summary>Whether a list has what is in the recycle bin.</summary>
public enum Listed
{
    /// <summary>Only what is not deleted.</summary>
    Kept,

    /// <summary>Only what is deleted.</summary>
    Deleted,

    /// <summary>Both.</summary>
    All,
}
