#include "core/store/sql_session.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <deque>
#include <map>
#include <regex>
#include <set>

#include "core/base/error.hpp"
#include "core/store/sql_dialect.hpp"
#include "core/store/stored_text.hpp"

namespace patchbay::store {
namespace {

const SqlText kCommit{"COMMIT"};
const SqlText kRollback{"ROLLBACK"};
const SqlText kBeginPart{"SAVEPOINT part"};
const SqlText kEndPart{"RELEASE SAVEPOINT part"};
const SqlText kRollBackPart{"ROLLBACK TO SAVEPOINT part"};

IntegrationError misusedStatement(const std::string& text) {
  return {ErrorCode::internal, "A database statement does not fit its values.", text};
}

/// PostgreSQL would cut it at the NUL, or refuse it.
IntegrationError notStorable() {
  return {ErrorCode::invalid_request,
          "A text holds a NUL or is not UTF-8, so it cannot be stored; send it without."};
}

/// SOCI binds by position, SQLite takes a missing value for NULL and gives a name that stands twice
/// one position: so every name stands once, and there are as many as values.
bool fits(const std::string& text, std::size_t values) {
  static const std::regex kPlaceholder(":[a-z_]+");
  std::set<std::string> names;
  std::size_t count = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), kPlaceholder), end; at != end; ++at) {
    names.insert(at->str());
    ++count;
  }
  return count == values && names.size() == count;
}

/// What SOCI reads a value from, or writes a column to. Its address must not change.
struct Slot {
  SqlValue::Kind kind = SqlValue::Kind::text;
  std::string text;
  long long number = 0;
  soci::indicator indicator = soci::i_ok;
};

/// A statement that stays prepared, with the memory it exchanges values through.
class PreparedStatement {
 public:
  PreparedStatement(soci::session& session, const SqlText& source,
                    const std::vector<SqlValue>& values, soci::details::statement_type type)
      : source_(source), uses_(values.size()), intos_(source.columns), statement_(session) {
    if (!fits(source.text, values.size())) throw misusedStatement(source.text);
    statement_.alloc();
    for (std::size_t i = 0; i < values.size(); ++i) exchangeUse(uses_[i], values[i].kind());
    for (Slot& into : intos_) statement_.exchange(soci::into(into.text, into.indicator));
    statement_.prepare(source.text, type);
    statement_.define_and_bind();
  }

  /// Always runs to the end: a SELECT that is not read to its end keeps its snapshot, and with it
  /// stale answers, refused writes and a write-ahead log that cannot be folded back.
  std::vector<SqlRow> run(const std::vector<SqlValue>& values) {
    assign(values);
    std::vector<SqlRow> rows;
    for (bool more = statement_.execute(true); more; more = statement_.fetch()) {
      // SOCI would not fetch on, and so never finish, a statement it expects no columns of.
      if (intos_.empty()) throw misusedStatement(source_.text);
      rows.push_back(takeRow());
    }
    return rows;
  }

  std::int64_t changedRows() { return statement_.get_affected_rows(); }

 private:
  void exchangeUse(Slot& slot, SqlValue::Kind kind) {
    slot.kind = kind;
    if (kind == SqlValue::Kind::text) {
      statement_.exchange(soci::use(slot.text, slot.indicator));
    } else {
      statement_.exchange(soci::use(slot.number, slot.indicator));
    }
  }

  void assign(const std::vector<SqlValue>& values) {
    if (values.size() != uses_.size()) throw misusedStatement(source_.text);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i].kind() != uses_[i].kind) throw misusedStatement(source_.text);
      if (!isStorable(values[i].text())) throw notStorable();
      uses_[i].text = values[i].text();
      uses_[i].number = values[i].number();
      uses_[i].indicator = values[i].isNull() ? soci::i_null : soci::i_ok;
    }
  }

  SqlRow takeRow() {
    std::vector<std::optional<std::string>> fields;
    fields.reserve(intos_.size());
    for (const Slot& into : intos_) {
      fields.push_back(into.indicator == soci::i_null ? std::nullopt : std::optional(into.text));
    }
    return SqlRow(std::move(fields));
  }

  SqlText source_;
  std::deque<Slot> uses_;
  std::deque<Slot> intos_;
  soci::statement statement_;
};

constexpr std::pair<std::string_view, SqlPart> kParts[] = {
    {"{counting_key}", SqlPart::counting_key}, {"{clock}", SqlPart::clock},
    {"{skip_locked}", SqlPart::skip_locked},   {"{json_rows}", SqlPart::json_rows},
    {"{json_row}", SqlPart::json_row},
};

/// A statement with the parts that differ between databases filled in.
SqlText inDialect(const SqlDialect& dialect, SqlText statement) {
  std::string& text = statement.text;
  for (const auto& [name, part] : kParts) {
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at)) {
      text.replace(at, name.size(), dialect.part(part));
    }
  }
  return statement;
}

std::unique_ptr<SqlDialect> makeDialect(const DatabaseLocation& location) {
  return location.isPostgres() ? makePostgresDialect(location) : makeSqliteDialect(location);
}

std::optional<SqlRow> firstOf(std::vector<SqlRow> rows) {
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

}  // namespace

/// A second hold on a connection's socket: its number stays ours, whatever libpq does with its own.
class SocketHold {
 public:
  SocketHold() = default;
  ~SocketHold() {
    if (socket_ >= 0) ::close(socket_);
  }
  SocketHold(const SocketHold&) = delete;
  SocketHold& operator=(const SocketHold&) = delete;

  void take(int socket) {
    if (socket >= 0) socket_ = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
  }
  void shutDown() {
    if (socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
  }

 private:
  int socket_ = -1;
};

/// Members are destroyed in reverse: a statement that outlives its session is used after free.
class SqlSession::Connection {
 public:
  explicit Connection(std::unique_ptr<SqlDialect> dialect) : dialect_(std::move(dialect)) {
    try {
      dialect_->connect(session_);
      socket_.take(dialect_->socketOf(session_));
    } catch (const soci::soci_error& error) {
      throw dialect_->explain(error);
    }
  }

  // SOCI asks the server to forget each statement, and would wait for one that stands still.
  ~Connection() {
    if (dialect_->keepsStatements()) cut();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  std::vector<SqlRow> run(const SqlText& source, const std::vector<SqlValue>& values,
                          std::int64_t* changed_rows) {
    if (!in_transaction) failed_.clear();
    try {
      PreparedStatement& statement = prepared(source, values);
      auto rows = statement.run(values);
      if (changed_rows != nullptr) *changed_rows = statement.changedRows();
      return rows;
    } catch (const soci::soci_error& error) {
      putAway(source);
      throw dialect_->explain(error);
    } catch (...) {
      statements_.erase(source.text);
      throw;
    }
  }

  const SqlDialect& dialect() const { return *dialect_; }
  void cut() { socket_.shutDown(); }

  bool in_transaction = false;
  /// A part could not be rolled back, so the whole must not be committed.
  bool is_spoilt = false;

 private:
  PreparedStatement& prepared(const SqlText& source, const std::vector<SqlValue>& values) {
    auto found = statements_.find(source.text);
    if (found == statements_.end()) {
      // A command (BEGIN, COMMIT) has nothing to be planned; PostgreSQL prepares no list of them.
      const bool is_command = values.empty() && source.columns == 0;
      const bool is_kept = dialect_->keepsStatements() && !is_command;
      auto statement = std::make_unique<PreparedStatement>(
          session_, inDialect(*dialect_, source), values,
          is_kept ? soci::details::st_repeatable_query : soci::details::st_one_time_query);
      found = statements_.emplace(source.text, std::move(statement)).first;
    }
    return *found->second;
  }

  /// A statement that failed is not run again: SOCI would lose what it allocated for its values.
  /// Where the server forgets none before a failed transaction has ended, it is kept until then.
  void putAway(const SqlText& source) {
    auto failed = statements_.extract(source.text);
    if (failed.empty() || dialect_->holdsOnAfterFailure()) return;
    failed_.push_back(std::move(failed.mapped()));
  }

  std::unique_ptr<SqlDialect> dialect_;
  SocketHold socket_;
  soci::session session_;
  std::map<std::string, std::unique_ptr<PreparedStatement>> statements_;
  std::vector<std::unique_ptr<PreparedStatement>> failed_;
};

SqlSession::SqlSession(const DatabaseLocation& location)
    : connection_(std::make_unique<Connection>(makeDialect(location))) {}

SqlSession::~SqlSession() = default;

std::int64_t SqlSession::run(const SqlText& statement, const std::vector<SqlValue>& values) {
  std::int64_t changed_rows = 0;
  connection_->run(statement, values, &changed_rows);
  return changed_rows;
}

std::vector<SqlRow> SqlSession::query(const SqlText& statement,
                                      const std::vector<SqlValue>& values) {
  return connection_->run(statement, values, nullptr);
}

std::optional<SqlRow> SqlSession::queryOne(const SqlText& statement,
                                           const std::vector<SqlValue>& values) {
  return firstOf(query(statement, values));
}

std::vector<SqlRow> SqlSession::queryLocked(const SqlText& statement,
                                            const std::vector<SqlValue>& values) {
  return query({statement.text + connection_->dialect().rowLock(), statement.columns}, values);
}

std::optional<SqlRow> SqlSession::queryOneLocked(const SqlText& statement,
                                                 const std::vector<SqlValue>& values) {
  return firstOf(queryLocked(statement, values));
}

TimePoint SqlSession::now() {
  auto row = queryOne(connection_->dialect().now());
  if (!row) throw IntegrationError(ErrorCode::internal, "The database does not tell the time.");
  return row->time();
}

bool SqlSession::hasTable(const std::string& table) {
  return queryOne(connection_->dialect().hasTable(), {table}).has_value();
}

bool SqlSession::isInPlace() const { return connection_->dialect().isInPlace(); }

void SqlSession::cut() { connection_->cut(); }

SqlTransaction::SqlTransaction(SqlSession& session, Kind kind)
    : session_(session), is_part_(session.connection_->in_transaction) {
  if (is_part_) {
    requireUnspoilt();
    session_.run(kBeginPart);
  } else {
    begin(kind);
  }
}

SqlTransaction::~SqlTransaction() {
  if (!open_) return;
  if (is_part_) {
    rollBackPart();
  } else {
    rollBack();
  }
}

void SqlTransaction::begin(Kind kind) {
  try {
    session_.run(session_.connection_->dialect().begin(kind));
  } catch (...) {
    rollBack();  // begun it may be: on PostgreSQL more is sent along
    throw;
  }
  session_.connection_->in_transaction = true;
}

void SqlTransaction::rollBack() {
  try {
    session_.run(kRollback);
  } catch (const IntegrationError&) {
    // After some errors the database has rolled back by itself, and says so.
  }
  end();
}

void SqlTransaction::rollBackPart() {
  try {
    session_.run(kRollBackPart);
    session_.run(kEndPart);
  } catch (const IntegrationError&) {
    session_.connection_->is_spoilt = true;  // the whole may be rolled back already
  }
}

void SqlTransaction::requireUnspoilt() const {
  if (!session_.connection_->is_spoilt) return;
  throw SqlFailure({ErrorCode::storage_unavailable,
                    "The database could not undo a part of what it was to save; try again."},
                   SqlFailure::Remedy::none);
}

void SqlTransaction::end() {
  open_ = false;
  session_.connection_->in_transaction = false;
  session_.connection_->is_spoilt = false;
}

void SqlTransaction::commit() {
  if (is_part_) {
    session_.run(kEndPart);
    open_ = false;
    return;
  }
  requireUnspoilt();
  try {
    session_.run(kCommit);
  } catch (const SqlFailure& failure) {
    if (failure.remedy() != SqlFailure::Remedy::reconnect) throw;
    end();
    throw SqlFailure({ErrorCode::storage_unavailable,
                      "The database went away while it saved; what it holds must be read again.",
                      failure.detail()},
                     SqlFailure::Remedy::none);
  }
  end();
}

}  // namespace patchbay::store
