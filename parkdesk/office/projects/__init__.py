"""Projects and whoever stands behind them: visits, lights, problems, notices, the rhythm, the war map."""
