#include "serve/serving.hpp"

#include "features.hpp"
#include "serve/backups.hpp"
#include "serve/blob_store.hpp"
#include "serve/database_probe.hpp"
#include "serve/distant_blobs.hpp"
#include "serve/housekeeping.hpp"
#include "serve/schemas.hpp"
#include "serve/telemetry.hpp"
#include "stratum/base/os/fd.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/os/random.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/library.hpp"
#include "stratum/library/tracks.hpp"
#include "stratum/media/transcode.hpp"
#include "stratum/platform/api.hpp"
#include "stratum/platform/event_hub.hpp"
#include "stratum/platform/job_watch.hpp"
#include "stratum/platform/kept_answers.hpp"
#include "stratum/platform/loopback.hpp"
#include "stratum/platform/outgoing.hpp"
#include "stratum/platform/site.hpp"
#include "stratum/platform/status.hpp"
#include "stratum/store/events/relay.hpp"
#include "stratum/store/jobs/job_announcer.hpp"
#include "stratum/store/jobs/job_store.hpp"
#include "stratum/store/jobs/nats_jobs.hpp"
#include "stratum/store/jobs/worker.hpp"
#include "stratum/store/open.hpp"
#include "stratum/store/postgresql.hpp"
#include "stratum/store/postgresql_listener.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

namespace stratum::app {
namespace {

/// What NATS does not name (retries, jobs for later, names that were lost) is found by looking.
constexpr Seconds kPollBesideNats{5.0};

/// No statement of a server takes as long; a database that does not answer must not keep all threads.
constexpr Seconds kAnswerPatience{30.0};

/// One server a folder: two would each believe to be the only writer of what is beside the database.
Result<os::Fd> lock_folder(const std::string& folder) {
    const std::string path = join_path(folder, "server.lock");
    os::Fd file{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
    if (!file) return os::system_error(errno, "cannot open " + valid_utf8(path));
    if (flock(file.get(), LOCK_EX | LOCK_NB) != 0)
        return error(ErrorCode::busy, "another Stratum server uses the library in " + valid_utf8(folder),
                     "stop it, or choose another library with --library");
    return file;
}

/// A setting in whole numbers. Errors: `invalid_argument`.
Result<std::int64_t> whole_number(const ServeOptions& options, std::string_view key, std::int64_t usual) {
    constexpr std::int64_t kMost = std::int64_t{1} << 40;
    const auto text = options.setting(key);
    if (!text) return usual;
    const auto number = parse_integer(*text);
    if (number && *number >= 0 && *number <= kMost) return *number;
    return error(ErrorCode::invalid_argument, std::string{key} + " is \"" + *text + "\"", "use a whole number");
}

std::string random_text() {
    std::array<std::uint8_t, 32> bytes{};
    fill_random(bytes);
    return to_base64(bytes, Base64::url);
}

std::vector<account::PermissionInfo> all_permissions() {
    const auto own = account::account_permissions();
    std::vector<account::PermissionInfo> all{own.begin(), own.end()};
    all.push_back({"events.read", "follow what happens", account::Tag::read});
    for (const auto& feature : features())
        all.insert(all.end(), feature.permissions.begin(), feature.permissions.end());
    return all;
}

class Composition final : public Serving {
  public:
    Composition(const ServeOptions& options, const Clock& clock, Logger log)
        : options_(options), clock_(clock), log_(std::move(log)), ids_(clock), hub_(options.version) {}
    ~Composition() override {
        drain();
        wake_.notify_all();
    }

    Result<void> start() {
        STRATUM_TRY_VOID(open_announcer());
        STRATUM_TRY_VOID(open_library());
        STRATUM_TRY(blobs_, open_blob_store(options_.library, options_.setting, clock_));
        if (blobs_.client) blobs_.blobs = distant_blobs(std::move(blobs_.blobs), log_);
        STRATUM_TRY(const auto largest, whole_number(options_, "uploads.largest", 4096));
        STRATUM_TRY(auto catalogue, account::PermissionCatalogue::make(all_permissions()));
        permissions_ = std::make_unique<account::PermissionCatalogue>(std::move(catalogue));
        policy_.base_url = options_.base_url;
        policy_.strangers_prove_their_address = options_.setting("server.sign_up") == "open";
        job_watch_ = std::make_unique<platform::JobWatch>(*pool_, hub_, ids_, clock_, log_);
        for (const auto& feature : features())
            personal_.insert(personal_.end(), feature.personal.begin(), feature.personal.end());
        personal_.push_back(platform::kept_answers_of_people());
        std::vector<std::string> formats;
        for (const auto format : media::stream_formats()) formats.emplace_back(media::name_of(format));
        services_ = std::make_unique<platform::Services>(platform::Services{.pool = *pool_,
                                                                            .clock = clock_,
                                                                            .ids = ids_,
                                                                            .permissions = *permissions_,
                                                                            .policy = policy_,
                                                                            .jobs_signal = *jobs_signal_,
                                                                            .events_signal = *events_signal_,
                                                                            .job_watch = job_watch_.get(),
                                                                            .outgoing = &outgoing_,
                                                                            .log = log_,
                                                                            .version = options_.version,
                                                                            .executable = options_.executable,
                                                                            .setting = options_.setting,
                                                                            .blobs = blobs_.blobs.get(),
                                                                            .scratch = blobs_.scratch,
                                                                            .largest_upload = largest * 1'048'576,
                                                                            .transcoding = formats,
                                                                            .personal = personal_});
        STRATUM_TRY_VOID(platform::fixed_privacy(*services_));
        STRATUM_TRY(telemetry_, Telemetry::open(*services_));
        if (store::is_postgresql_url(options_.library)) {
            STRATUM_TRY(jobs_listener_,
                        store::PostgresqlListener::start(options_.library, store::kJobsChannel, jobs_signal_));
            STRATUM_TRY(events_listener_,
                        store::PostgresqlListener::start(options_.library, store::kEventsChannel, events_signal_));
        }
        std::vector<store::Subscriber> subscribers;
        for (const auto& feature : features())
            for (const auto& make : feature.subscribers) subscribers.push_back(make(*services_));
        STRATUM_TRY(relay_, store::EventRelay::start(
                                {}, std::move(subscribers),
                                [this](std::span<const store::StoredEvent> events) { return hub_.publish(events); },
                                *pool_, events_signal_, log_));
        if (options_.requests) {
            STRATUM_TRY_VOID(listen());
        } else if (options_.status) {
            STRATUM_TRY_VOID(answer(status_routes(), {}));
        }
        if (options_.job_threads > 0) STRATUM_TRY_VOID(start_worker());
        if (options_.requests) {
            STRATUM_TRY(backups_, ScheduledBackups::start(options_.library, options_.version, options_.setting, *pool_,
                                                          blobs_.blobs.get(), clock_, log_));
        }
        if (backups_) add_backup_figures();
        housekeeping_ = std::jthread{[this](const std::stop_token& stop) { keep_house(stop); }};
        return {};
    }

    [[nodiscard]] std::string address() const override {
        if (!server_) return {};
        std::string host = options_.server.address;
        if (host == "0.0.0.0" || host == "::") host = "127.0.0.1";
        if (host.find(':') != std::string::npos) host = "[" + host + "]";
        return scheme() + host + ":" + std::to_string(server_->port());
    }

    void drain() override {
        // At the same time as requests: who waits for the end waits once.
        std::jthread jobs;
        if (worker_) jobs = std::jthread{[this] { worker_->drain(options_.server.drain_patience); }};
        if (server_ && options_.requests) server_->drain();
        if (jobs.joinable()) jobs.join();
        // Who watches a worker sees it until its jobs have ended.
        if (server_ && !options_.requests) server_->drain();
    }

  private:
    [[nodiscard]] std::string scheme() const {
        return options_.server.tls.certificate.empty() ? "http://" : "https://";
    }

    /// New jobs are named to the workers of a cluster, after the commit and by a thread of its own.
    Result<void> open_announcer() {
        if (!options_.nats) return {};
        STRATUM_TRY(std::shared_ptr<store::NatsJobs> nats, store::NatsJobs::open(*options_.nats));
        announcer_ = std::make_unique<store::JobAnnouncer>(
            [nats](const store::JobName& job) { return nats->publish(job); }, log_);
        return {};
    }

    Result<void> open_library() {
        const bool url = store::is_postgresql_url(options_.library);
        if (!url) {
            STRATUM_TRY_VOID(make_lasting_folders(options_.library));
            STRATUM_TRY(lock_, lock_folder(options_.library));
        }
        STRATUM_TRY_VOID(bring_forward());
        // Makes the library's workspace.
        STRATUM_TRY_VOID(library::Library::open(options_.library, store::Access::write, clock_));
        const int connections = options_.server.pool_threads + options_.job_threads + 3;
        store::PoolOptions pool_options{
            .place = place_of(options_.library), .connections = connections, .answer_patience = kAnswerPatience};
        if (announcer_)
            pool_options.on_jobs = [this](std::span<const store::JobName> jobs) { announcer_->announce(jobs); };
        STRATUM_TRY(pool_, store::Pool::open(std::move(pool_options)));
        return {};
    }

    /// Makes the tables, or brings them up to date; of what is there a backup is kept first.
    Result<void> bring_forward() {
        STRATUM_TRY(const auto database, store::open_database(place_of(options_.library)));
        const auto folder = backup_folder(options_.library, options_.setting);
        STRATUM_TRY(const auto kept, store::upgrade(*database, all_schemas(), clock_, folder ? *folder : ""));
        if (kept) log_.warning("the library was brought forward; a backup was kept", {{"path", *kept}});
        return {};
    }

    Result<void> listen() {
        // Who says that people reach it under another name has a proxy before it, behind which everybody looks local.
        const bool local = options_.base_url.empty() || platform::leads_to_this_computer(options_.base_url);
        platform::ApiOptions api_options{.local_owner = local && platform::is_loopback(options_.server.address),
                                         .local_csrf = random_text(),
                                         .behind_tls = !options_.server.tls.certificate.empty()};
        if (telemetry_)
            api_options.answered = [this](const net::Request& request, std::string_view route, int status,
                                          Seconds taken) { telemetry_->request(request, route, status, taken); };
        std::vector<platform::Route> routes;
        const auto add = [&](std::vector<platform::Route> more) {
            std::ranges::move(more, std::back_inserter(routes));
        };
        for (const auto& feature : features()) add(feature.routes);
        add(hub_.routes());
        add(platform::site_routes({.web = options_.web, .api = options_.api}));
        add(status_routes());
        return answer(std::move(routes), std::move(api_options));
    }

    Result<void> answer(std::vector<platform::Route> routes, platform::ApiOptions api_options) {
        api_ = std::make_unique<platform::Api>(std::move(routes), *services_, std::move(api_options), metrics_);
        net::ServerOptions server = options_.server;
        // Nobody reads it before requests come.
        if (options_.requests && options_.base_url.empty())
            server.bound = [this](std::uint16_t port) {
                policy_.base_url = scheme() + "localhost:" + std::to_string(port);
            };
        STRATUM_TRY(server_, net::Server::start(std::move(server), *api_, log_));
        add_figures();
        return {};
    }

    /// How this process is, for whoever watches it.
    std::vector<platform::Route> status_routes() {
        std::vector<platform::Probe> checks{{"database", database_probe(options_.library, *pool_)}};
        if (blobs_.blobs != nullptr) checks.push_back({"blobs", [this] { return blobs_.blobs->check(); }});
        return platform::status_routes(metrics_, std::move(checks),
                                       options_.setting("server.metrics_key").value_or(""));
    }

    void add_figures() {
        const auto figure = [&](std::string name, std::string help, std::int64_t net::ServerFigures::* which,
                                std::string kind = "gauge") {
            metrics_.add(std::move(name), std::move(kind), std::move(help),
                         [this, which] { return static_cast<double>(server_->figures().*which); });
        };
        figure("http_connections", "Open connections.", &net::ServerFigures::connections);
        figure("web_sockets", "Open WebSockets.", &net::ServerFigures::web_sockets);
        figure("http_pool_waiting", "Requests that wait for a thread.", &net::ServerFigures::pool_waiting);
        figure("http_body_bytes", "Memory for bodies of requests.", &net::ServerFigures::body_bytes);
        figure("http_turned_away_total", "Connections that were too many of one address.",
               &net::ServerFigures::turned_away, "counter");
        if (telemetry_) {
            metrics_.add("spans_sent_total", "counter", "Spans that the collector of traces took.",
                         [this] { return static_cast<double>(telemetry_->exporter().sent()); });
            metrics_.add("spans_dropped_total", "counter", "Spans that it did not take, or that were too many.",
                         [this] { return static_cast<double>(telemetry_->exporter().dropped()); });
        }
        if (announcer_)
            metrics_.add("jobs_named_total", "counter", "Jobs that this process named to NATS.",
                         [this] { return static_cast<double>(announcer_->announced()); });
        metrics_.add("jobs_running", "gauge", "Jobs that run in this process.",
                     [this] { return worker_ ? static_cast<double>(worker_->running()) : 0.0; });
        metrics_.add_each("queue_jobs", "gauge", "Jobs of all processes that wait, wait for later, run or are dead.",
                          [this] { return job_figures_.samples(); });
    }
    void add_backup_figures() {
        metrics_.add("backup_last_success_timestamp_seconds", "gauge",
                     "When the newest scheduled backup was kept; 0: never.",
                     [this] { return backups_->figures().last_success; });
        metrics_.add("backup_failures_total", "counter", "Scheduled backups that could not be kept.",
                     [this] { return static_cast<double>(backups_->figures().failures); });
    }

    Result<void> start_worker() {
        std::vector<store::JobHandler> handlers;
        for (const auto& feature : features())
            for (const auto& job : feature.jobs)
                handlers.push_back(telemetry_ ? telemetry_->watched(job(*services_)) : job(*services_));
        if (handlers.empty()) return {};
        std::array<char, 256> host{};
        gethostname(host.data(), host.size() - 1);
        store::WorkerOptions worker{.name = std::string{host.data()} + "/" + std::to_string(getpid()),
                                    .threads = options_.job_threads};
        std::unique_ptr<store::JobSource> source;
        if (options_.nats) {
            STRATUM_TRY(source, store::NatsJobs::open(*options_.nats));
            worker.poll = kPollBesideNats;
        }
        worker_ = store::Worker::start(std::move(worker), std::move(handlers), *pool_, jobs_signal_, clock_, log_,
                                       std::move(source));
        return {};
    }

    /// A library that was made by an older program lacks what lists are read from; in small steps, so that nobody
    /// waits.
    Result<void> bring_summaries_up(const std::stop_token& stop) {
        std::vector<Uuid> workspaces;
        {
            STRATUM_TRY(const auto lease, pool_->read());
            STRATUM_TRY_VOID(lease->each("SELECT id FROM workspaces", {}, [&](const store::Row& row) -> Result<void> {
                if (const auto id = uuid_from(row.bytes(0))) workspaces.push_back(*id);
                return {};
            }));
        }
        for (const Uuid& workspace : workspaces) {
            std::optional<Uuid> after{Uuid{}};
            while (after && !stop.stop_requested()) {
                STRATUM_TRY(after, store::in_transaction(*pool_, [&](store::Database& database) {
                                auto library = library::Library::over(database, workspace, clock_);
                                return library::Tracks{library}.rebuild(*after);
                            }));
            }
        }
        return {};
    }

    /// What has to be done now and then.
    void keep_house(const std::stop_token& stop) {
        count_jobs();
        if (const auto done = bring_summaries_up(stop); !done)
            log_.warning("not all tracks could be listed", {{"error", done.error().text()}});
        std::mutex mutex;
        std::unique_lock lock{mutex};
        while (!stop.stop_requested()) {
            const auto pruned = store::in_transaction(
                *pool_, [&](store::Database& database) { return forget_what_is_old(database, clock_.now()); });
            if (!pruned) log_.warning("what is old could not be forgotten", {{"error", pruned.error().text()}});
            count_jobs();
            wake_.wait_for(lock, stop, std::chrono::seconds{20}, [] { return false; });
            if (stop.stop_requested()) break;
            if (const auto looked = hub_.ping(); !looked)
                log_.warning("who listens to events could not be looked at", {{"error", looked.error().text()}});
        }
    }
    void count_jobs() {
        const auto counted = [&]() -> Result<void> {
            STRATUM_TRY(const auto lease, pool_->read());
            return job_figures_.count(*lease, clock_.now());
        }();
        if (!counted) log_.warning("jobs could not be counted", {{"error", counted.error().text()}});
    }

    // Constant after `start`.
    const ServeOptions options_;
    const Clock& clock_;
    const Logger log_;
    // Synchronise themselves. In the order in which they are needed: what comes later goes first.
    IdSource ids_;
    account::Policy policy_;
    os::Fd lock_;
    platform::Metrics metrics_;
    JobFigures job_figures_;
    platform::EventHub hub_;
    platform::Outgoing outgoing_;
    std::shared_ptr<store::Signal> jobs_signal_ = std::make_shared<store::Signal>();
    std::shared_ptr<store::Signal> events_signal_ = std::make_shared<store::Signal>();
    std::unique_ptr<account::PermissionCatalogue> permissions_;
    std::unique_ptr<store::JobAnnouncer> announcer_;
    std::unique_ptr<store::Pool> pool_;
    BlobStore blobs_;
    std::vector<platform::PersonalPart> personal_;
    std::unique_ptr<platform::Services> services_;
    std::unique_ptr<platform::JobWatch> job_watch_;
    std::unique_ptr<Telemetry> telemetry_;
    std::unique_ptr<store::PostgresqlListener> jobs_listener_;
    std::unique_ptr<store::PostgresqlListener> events_listener_;
    std::unique_ptr<store::EventRelay> relay_;
    std::unique_ptr<platform::Api> api_;
    std::unique_ptr<net::Server> server_;
    std::unique_ptr<store::Worker> worker_;
    std::unique_ptr<ScheduledBackups> backups_;
    std::condition_variable_any wake_;
    std::jthread housekeeping_;
};

}  // namespace

Result<std::unique_ptr<Serving>> Serving::start(const ServeOptions& options, const Clock& clock, Logger log) {
    auto serving = std::make_unique<Composition>(options, clock, std::move(log));
    STRATUM_TRY_VOID(serving->start());
    return std::unique_ptr<Serving>{std::move(serving)};
}

}  // namespace stratum::app
