namespace Tune.Clustering.Children.Frames;

/// <summary>The other side of the line does not keep to the protocol.</summary>
internal sealed class FrameException(string message) : Exception(message);
