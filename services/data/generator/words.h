// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/samples/random.h"

/// What made-up rows are made of.
namespace arborist::data::words {

inline constexpr const char *kCities[] = {"Lisbon",  "Bergen", "Graz",   "Leiden", "Porto",
                                          "Uppsala", "Ghent",  "Turin",  "Galway", "Krakow",
                                          "Bilbao",  "Aarhus", "Bremen", "Lyon",   "Tartu"};
inline constexpr const char *kCountries[] = {"Portugal", "Norway",  "Austria", "Netherlands",
                                             "Sweden",   "Belgium", "Italy",   "Ireland",
                                             "Poland",   "Spain",   "Denmark", "Germany"};
inline constexpr const char *kCountryCodes[] = {"PT", "NO", "AT", "NL", "SE", "BE",
                                                "IT", "IE", "PL", "ES", "DK", "DE"};
inline constexpr const char *kStreets[] = {"Harbour Road", "Mill Lane",   "Station Street",
                                           "Orchard Row",  "Bridge Road", "Garden Street",
                                           "Church Lane",  "Market Place"};
inline constexpr const char *kCurrencies[] = {"EUR", "USD", "GBP", "SEK", "CHF"};
inline constexpr const char *kLanguages[] = {"en", "de", "es", "fr", "pt", "nl"};
inline constexpr const char *kTimeZones[] = {"Europe/Lisbon", "Europe/Berlin", "America/New_York",
                                             "Asia/Tokyo", "UTC"};
inline constexpr const char *kStates[] = {"open", "active", "done", "paused", "draft"};
inline constexpr const char *kTags[] = {"alpha", "basic",  "custom", "daily", "extra", "field",
                                        "green", "hybrid", "inner",  "joint", "local", "mixed"};
inline constexpr const char *kFirms[] = {" & Sons",    " Works", " Group", " Partners",
                                         " Logistics", " Labs",  " Foods", " Media"};

template <size_t N> const char *oneOf(const char *const (&list)[N], samples::Random &random)
{
    return list[size_t(random.below(qint64(N)))];
}

} // namespace arborist::data::words
