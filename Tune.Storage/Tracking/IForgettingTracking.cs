namespace Tune.Storage.Tracking;

/// <summary>Tracking that can forget an experiment which is taken away.</summary>
internal interface IForgettingTracking
{
    /// <summary>Lets go of an experiment whose files are about to go; it is not followed until
    /// <see cref="Forget"/>.</summary>
    ValueTask BeginToForgetAsync(string experiment);

    /// <summary>Its files are gone, or stay after all: what there is of that name is followed again from its
    /// beginning.</summary>
    void Forget(string experiment);
}
