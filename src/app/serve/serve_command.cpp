#include "app_commands.hpp"
#include "serve/serving.hpp"
#include "serve/settings_check.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/tempo_rules.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace stratum::app {
namespace {

constexpr std::uint16_t kPort = 8080;

/// A folder that ships with the program: beside it in a build, below /usr/share where it is installed.
std::string shipped(const std::string& executable, const std::string& name) {
    const std::string folder = executable.substr(0, executable.rfind('/'));
    for (const std::string& place : {folder + "/" + name, folder + "/../share/stratum/" + name})
        if (exists(place)) return place;
    return {};
}

void wait_for(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock{mutex};
    never.wait(lock, stop, [] { return false; });
}

/// What `serve` and `worker` share: where the numbers come from, and the wait for the end.
class ServingCommand : public Command {
  protected:
    Result<std::int64_t> number(const CommandContext& context, const std::optional<std::int64_t>& flag,
                                std::string_view key, std::int64_t usual, std::int64_t least, std::int64_t most) const {
        std::optional<std::int64_t> value = flag;
        if (!value) {
            if (const auto text = context.setting(key)) {
                value = parse_integer(*text);
                if (!value)
                    return error(ErrorCode::invalid_argument, std::string{key} + " is \"" + *text + "\"",
                                 "use a number");
            }
        }
        if (value.value_or(usual) < least || value.value_or(usual) > most)
            return error(ErrorCode::invalid_argument, std::string{key} + " is " + std::to_string(value.value_or(usual)),
                         "use a number from " + std::to_string(least) + " to " + std::to_string(most));
        return value.value_or(usual);
    }
    Result<ServeOptions> common(const CommandContext& context, Process process) const {
        STRATUM_TRY_VOID(check_settings(context.setting, process));
        ServeOptions options{.library = context.library,
                             .executable = context.executable,
                             .version = context.version,
                             .setting = context.setting};
        const auto cores = static_cast<std::int64_t>(std::max(1U, std::thread::hardware_concurrency()));
        STRATUM_TRY(const auto jobs,
                    number(context, jobs_, "jobs.threads", std::max<std::int64_t>(1, cores - 1), 0, 256));
        options.job_threads = static_cast<int>(jobs);
        if (const auto urls = context.setting("jobs.nats"); urls && !urls->empty()) {
            STRATUM_TRY(const auto replicas, number(context, {}, "jobs.nats_replicas", 1, 1, 5));
            options.nats = store::NatsOptions{.urls = *urls,
                                              .credentials = context.setting("jobs.nats_credentials").value_or(""),
                                              .replicas = static_cast<int>(replicas)};
            if (const auto stream = context.setting("jobs.nats_stream")) options.nats->stream = *stream;
        }
        return options;
    }
    std::optional<std::int64_t> jobs_;
};

class ServeCommand final : public ServingCommand {
  public:
    Info info() const override {
        return {.name = "serve",
                .summary = "the library in the browser and over HTTP",
                .details =
                    "Serves the web app and the API from one library until it is interrupted. Without options it "
                    "listens on this computer only and nobody needs to sign in; to let others in, create the owner "
                    "on the first page, then listen on another address.\n\n"
                    "  stratum serve\n"
                    "  stratum serve --listen :: --port 443 --tls-certificate cert.pem --tls-key key.pem\n"
                    "  stratum serve --library postgresql://stratum@db/stratum\n\n"
                    "Ctrl-C (or SIGTERM) lets what is under way finish, and ends."};
    }
    void declare(OptionSink& options) override {
        options.text({"--listen", "ADDRESS", "address to listen on (127.0.0.1)"}, listen_);
        options.integer({"--port", "N", "port to listen on (8080; 0: any that is free)"}, port_);
        options.text({"--tls-certificate", "FILE", "certificate with its chain, PEM"}, certificate_);
        options.text({"--tls-key", "FILE", "the certificate's private key, PEM"}, key_);
        options.integer({"-j,--jobs", "N", "jobs that run at once here (one less than cores; 0: none)"}, jobs_);
        options.text({"--web", "FOLDER", "the web app (that which ships with the program)"}, web_);
    }
    Result<int> run(CommandContext& context) override {
        STRATUM_TRY(ServeOptions options, common(context, Process::server));
        STRATUM_TRY_VOID(library::read_tempo_rules(context));  // its tables have names that nobody can list
        const auto setting = [&](const std::optional<std::string>& flag, std::string_view key) {
            return flag ? flag : context.setting(key);
        };
        options.server.address = setting(listen_, "server.listen").value_or("127.0.0.1");
        STRATUM_TRY_VOID(check_listen_address(options.server.address));
        STRATUM_TRY(const auto port, number(context, port_, "server.port", kPort, 0, 65'535));
        options.server.port = static_cast<std::uint16_t>(port);
        options.server.tls.certificate = setting(certificate_, "server.tls_certificate").value_or("");
        options.server.tls.key = setting(key_, "server.tls_key").value_or("");
        if (options.server.tls.certificate.empty() != options.server.tls.key.empty())
            return error(ErrorCode::invalid_argument, "TLS needs both a certificate and its key",
                         "give --tls-certificate and --tls-key");
        STRATUM_TRY(const auto threads, number(context, {}, "server.threads", 4, 1, 256));
        options.server.pool_threads = static_cast<int>(threads);
        constexpr std::int64_t kMostMiB = 1 << 20;
        STRATUM_TRY(const auto bodies, number(context, {}, "server.bodies", 256, 1, kMostMiB));
        options.server.bodies_limit = static_cast<std::size_t>(bodies) << 20U;
        STRATUM_TRY(const auto callers, number(context, {}, "server.connections_per_address", 1000, 1, 1'000'000));
        options.server.most_per_address = static_cast<std::size_t>(callers);
        STRATUM_TRY(options.server.trusted_proxies,
                    parse_trusted_proxies(context.setting("server.trusted_proxies").value_or("")));
        options.web = web_ ? absolute_path(*web_) : shipped(context.executable, "web");
        if (web_ && !exists(join_path(options.web, "index.html")))
            return error(ErrorCode::not_found, "there is no web app in " + valid_utf8(options.web),
                         "--web names the folder that holds its index.html; leave it out for the one that ships with "
                         "the program");
        options.api = shipped(context.executable, "api");
        options.base_url = context.setting("server.base_url").value_or("");
        const SystemClock clock;
        STRATUM_TRY(const auto serving, Serving::start(options, clock, context.log));
        context.out.stream << serving->address() << std::endl;  // at once, for whoever started us
        if (!context.quiet) context.err.stream << "Stratum is listening; end it with Ctrl-C\n" << std::flush;
        wait_for(context.stop);
        serving->drain();
        return 0;
    }

  private:
    std::optional<std::string> listen_;
    std::optional<std::int64_t> port_;
    std::optional<std::string> certificate_;
    std::optional<std::string> key_;
    std::optional<std::string> web_;
};

class WorkerCommand final : public ServingCommand {
  public:
    Info info() const override {
        return {.name = "worker",
                .summary = "run the jobs of a server, on this machine",
                .details =
                    "Takes jobs from the library's database and runs them until it is interrupted. "
                    "Any number of workers may share one PostgreSQL library. With jobs.nats in the configuration they "
                    "are told of jobs by NATS, instead of looking for them. With a port it answers /healthz, /readyz "
                    "and /metrics there, and nothing else.\n\n"
                    "  stratum worker --library postgresql://stratum@db/stratum --jobs 4 --port 8081"};
    }
    void declare(OptionSink& options) override {
        options.integer({"-j,--jobs", "N", "jobs that run at once (one less than cores)"}, jobs_);
        options.text({"--listen", "ADDRESS", "address on which it tells how it is (127.0.0.1)"}, listen_);
        options.integer({"--port", "N", "port for that (none; 0: any that is free)"}, port_);
    }
    Result<int> run(CommandContext& context) override {
        STRATUM_TRY(ServeOptions options, common(context, Process::worker));
        options.status = port_ || !context.setting("worker.port").value_or("").empty();
        if (options.status) {
            STRATUM_TRY(const auto port, number(context, port_, "worker.port", 0, 0, 65'535));
            options.server.port = static_cast<std::uint16_t>(port);
            options.server.address = listen_ ? *listen_ : context.setting("worker.listen").value_or("127.0.0.1");
            STRATUM_TRY_VOID(check_listen_address(options.server.address));
            options.server.pool_threads = 1;
        }
        if (options.job_threads == 0)
            return error(ErrorCode::invalid_argument, "a worker without jobs does nothing", "give --jobs 1 or more");
        options.requests = false;
        const SystemClock clock;
        STRATUM_TRY(const auto serving, Serving::start(options, clock, context.log));
        if (options.status) context.out.stream << serving->address() << std::endl;  // at once, as `serve` does
        if (!context.quiet) context.err.stream << "working; end it with Ctrl-C\n" << std::flush;
        wait_for(context.stop);
        serving->drain();
        return 0;
    }

  private:
    std::optional<std::string> listen_;
    std::optional<std::int64_t> port_;
};

}  // namespace

std::unique_ptr<Command> make_serve_command() { return std::make_unique<ServeCommand>(); }
std::unique_ptr<Command> make_worker_command() { return std::make_unique<WorkerCommand>(); }

}  // namespace stratum::app
