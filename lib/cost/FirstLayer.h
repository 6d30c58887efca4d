//===- FirstLayer.h - first layers between what was measured ------------------------------------------===//
//
// First layers were measured on pictures, of 3 channels mostly, and other convolutions from some dozens of channels on. A fit gives
// each a rate of its own, so that between them one price would jump to the other: with
//
//   direct(c)  the price (time; dynamic energy) of a first layer of c channels at the rates of first layers, up to 4
//   other(c)   the same at the rates of the convolutions inside a network
//
// a first layer of c > 4 channels costs
//
//   max(other(c), direct(4))                         where direct(4) ≥ other(4): never less than one of fewer channels
//   other(c) · (direct(4) / other(4))^(1 - t)        elsewhere, t = ln(c / 4) / ln(16 / 4) up to 1: other(c) from 16 on
//
#ifndef ENERGY_OPT_LIB_COST_FIRSTLAYER_H
#define ENERGY_OPT_LIB_COST_FIRSTLAYER_H

#include "lib/board/KernelFamily.h"

namespace eo {

/// Channels from which a first layer costs what others do, unless that is less than one of fewer channels.
inline constexpr int64_t usualChannels = 16;

/// A convolution of group 1 that reads what the network is fed, all counts known.
bool isFirstLayer(CostFeatures const &features);

/// The same layer with so many input channels.
CostFeatures withInputChannels(CostFeatures features, int64_t channels);

/// The same layer inside a network.
CostFeatures insideNetwork(CostFeatures features);

/// The price of c > 4 channels by the formula above, from other(c), direct(4) and other(4).
double firstLayerPrice(double other, int64_t channels, double directAtBorder, double otherAtBorder);

} // namespace eo

#endif
