"""The papers of a case file (人民调解卷宗), made from the case whenever somebody asks: nobody types a fact twice."""
