#pragma once

/// How corrected values lie in their rows: as a part of a report that holds the one value, so that they are read and
/// checked as analyses are.

#include "state.hpp"
#include "stratum/base/cbor.hpp"
#include "stratum/library/corrections.hpp"

namespace stratum::library {

/// Empty bytes when `values` lacks the field.
[[nodiscard]] Bytes to_value(const Corrections& values, CorrectedField field);
/// Errors: `corrupt`.
Result<void> from_value(Corrections& values, CorrectedField field, const Bytes& value);

/// The newest of each field of a track, and the content that the grid is of.
struct KeptCorrections {
    Corrections values;
    media::ContentId grid_of{};
};
[[nodiscard]] Result<KeptCorrections> kept_corrections(store::Database& database, const Uuid& workspace,
                                                       const Uuid& track);

/// What of it holds for `report`, which is that of `content`. Beats that were corrected in other audio of the track
/// (a copy in another format, which may begin a little later) are made anew: the heard ones, at the corrected tempo.
[[nodiscard]] Corrections fitting(KeptCorrections kept, const analysis::Report& report,
                                  const media::ContentId& content);

}  // namespace stratum::library
