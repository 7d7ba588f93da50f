namespace Tune.Schedulers.Search.Tpe;

/// <summary>Writes where a trial lies.</summary>
/// <param name="trial">Its number.</param>
/// <param name="located">One number for each axis.</param>
/// <returns>False if it lies nowhere: it is not known, or a parameter is not active in it.</returns>
internal delegate bool Locating(int trial, Span<double> located);
