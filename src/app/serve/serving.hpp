#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/base/log.hpp"
#include "stratum/base/result.hpp"
#include "stratum/net/server.hpp"
#include "stratum/store/jobs/nats_jobs.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace stratum::app {

struct ServeOptions {
    std::string library;  ///< A folder (SQLite inside) or the address of a PostgreSQL database.
    net::ServerOptions server;
    std::string base_url;  ///< Where people reach it; empty: localhost and the port that was bound.
    std::string web;       ///< Folder of the web app.
    std::string api;       ///< Folder of the API's description.
    int job_threads = 1;   ///< 0: this process runs no jobs; others do.
    /// NATS that names jobs to workers; without it they only look.
    std::optional<store::NatsOptions> nats{};
    bool requests = true;  ///< False: a worker only, which answers no people.
    bool status = true;    ///< Of a worker: whether it tells how it is, on `server`'s address.
    std::string executable;
    std::string version;
    std::function<std::optional<std::string>(std::string_view key)> setting;
};

/// A running server: database, jobs, events and HTTP, composed. Everything ends when it goes, in the order that loses
/// nothing: no new requests and jobs, then those under way, then the rest.
class Serving {
  public:
    /// Errors: those of the database and of `net::Server::start`; `busy` when another server uses the folder.
    static Result<std::unique_ptr<Serving>> start(const ServeOptions& options, const Clock& clock, Logger log);
    virtual ~Serving() = default;
    /// Where it is found, "http://127.0.0.1:8080"; empty for a worker that tells nothing.
    [[nodiscard]] virtual std::string address() const = 0;
    /// What is under way is finished, within the server's patience.
    virtual void drain() = 0;

  protected:
    Serving() = default;
};

}  // namespace stratum::app
