#pragma once

#include "stratum/base/result.hpp"
#include "stratum/store/signal.hpp"

#include <memory>
#include <string>

namespace stratum::store {

/// Raises a signal of this process when another one tells it through PostgreSQL (`announce`). Holds a connection and a
/// thread of its own; one that breaks is opened again, and the signal raised since something may have been missed.
class PostgresqlListener {
  public:
    /// `channel` is a name of ours: lower-case letters and underscores. Errors: those of `open_postgresql`.
    static Result<std::unique_ptr<PostgresqlListener>> start(const std::string& url, const std::string& channel,
                                                             std::shared_ptr<Signal> signal);
    virtual ~PostgresqlListener() = default;

  protected:
    PostgresqlListener() = default;
    PostgresqlListener(const PostgresqlListener&) = default;
    PostgresqlListener& operator=(const PostgresqlListener&) = default;
};

}  // namespace stratum::store
