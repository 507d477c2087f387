#pragma once

#include "operation.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/library/corrections.hpp"
#include "stratum/net/json.hpp"
#include "stratum/net/misfit.hpp"

#include <map>
#include <string>
#include <vector>

/// Corrections as `api/corrections.yaml` has them.
namespace stratum::correct {

/// One of the two.
struct Request {
    std::vector<Operation> operations;
    library::Corrections values;
};
/// Errors: `invalid_argument` with the place; of all places what does not fit goes into `misfits`.
[[nodiscard]] Result<Request> read_request(const net::Json& body, std::vector<net::Misfit>* misfits = nullptr);

struct BulkRequest {
    std::vector<Uuid> tracks;  ///< 1 to 10000, each once.
    std::vector<Operation> operations;
};
[[nodiscard]] Result<BulkRequest> read_bulk_request(const net::Json& body, std::vector<net::Misfit>* misfits = nullptr);

void write_operation(JsonWriter& w, const Operation& operation);
/// `author`: how people call the one who made it.
void write_step(JsonWriter& w, const library::CorrectionStep& step, const std::string& author);
/// Tempo, grid, metre and key of a report (`CorrectionShown`).
void write_shown(JsonWriter& w, const analysis::Report& report);
void write_fields(JsonWriter& w, const library::Corrections& said);

}  // namespace stratum::correct
